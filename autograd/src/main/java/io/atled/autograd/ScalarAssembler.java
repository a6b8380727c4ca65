package io.atled.autograd;

import io.atled.autograd.ScalarBody.Item;
import io.atled.autograd.ScalarBody.Place;
import io.atled.autograd.ScalarBody.Source;
import io.atled.autograd.ScalarBody.Text;
import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compiles a [ScalarBody] to a hidden class. Values live in local variables, and what is not
/// written out as an instruction is a call of its [Loop], a constant that HotSpot sees through.
final class ScalarAssembler {
    private static final ClassDesc DOUBLES = ConstantDescs.CD_double.arrayType();
    private static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();
    private static final ClassDesc LOOP = ClassDesc.of(Loop.class.getName());
    private static final ClassDesc MATH = ClassDesc.of(Math.class.getName());
    private static final ClassDesc CODE = ClassDesc.of(ScalarCode.class.getName());
    private static final MethodTypeDesc FORWARD = MethodTypeDesc.of(ConstantDescs.CD_void,
            DOUBLES, INTS, ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final MethodTypeDesc BACKWARD = FORWARD.insertParameterTypes(1, DOUBLES);
    private static final MethodTypeDesc THREE_DOUBLES = MethodTypeDesc.of(ConstantDescs.CD_double,
            ConstantDescs.CD_double, ConstantDescs.CD_double, ConstantDescs.CD_double);
    private static final int ARGUMENTS = 3;
    /// What is an instruction.
    private static final List<Loop> ARITHMETIC =
            List.of(Loops.ADD, Loops.SUB, Loops.MUL, Loops.DIV, Loops.NEG);

    private final ScalarBody body;
    private final int length;
    private final int fixed;
    private final int columns;
    private final List<Integer> handedOn;
    private final List<Loop> loops = new ArrayList<>();

    private ScalarAssembler(ScalarBody body) {
        this.body = body;
        length = body.length();
        handedOn = body.handedOn();
        fixed = body.count(Place.FIXED);
        columns = body.count(Place.TABLE);
    }

    static ScalarCode compile(ScalarBody body) {
        return new ScalarAssembler(body).compile();
    }

    private ScalarCode compile() {
        MethodHandles.Lookup here = MethodHandles.lookup();
        byte[] bytes = ClassFile.of().build(ClassDesc.of(ScalarCode.class.getName() + "Body"),
                type -> type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                        .withInterfaceSymbols(CODE)
                        .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0,
                                code -> code.aload(0).invokespecial(ConstantDescs.CD_Object,
                                        ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_())
                        .withMethodBody("forward", FORWARD, ClassFile.ACC_PUBLIC,
                                code -> new Method(code, body.forward(), 0).forward())
                        .withMethodBody("backward", BACKWARD, ClassFile.ACC_PUBLIC,
                                code -> new Method(code, body.backward(), 1).backward()));
        try {
            MethodHandles.Lookup made =
                    here.defineHiddenClassWithClassData(bytes, List.copyOf(loops), true);
            return made.lookupClass().asSubclass(ScalarCode.class).getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("compiled: the code of " + body + " was refused", e);
        }
    }

    /// One method in the making.
    private final class Method {
        private static final int VALUES = 1;

        private final CodeBuilder code;
        private final Text text;
        private final int adjoints;
        private final int sources;
        private final int node;
        private final int count;
        private final int row;                          // of the table, of this round
        private final int fixedSlots;                   // values or adjoints of the fixed sources
        private final int adjointSlots;                 // of the operations of this round
        private final int handedSlots;                  // from round to round, by operation
        private final int itemSlots;
        private final Map<Source, Integer> elsewhere = new LinkedHashMap<>();
        private final BitSet filled = new BitSet();     // slots of adjoints that hold something
        private final BitSet needed;

        Method(CodeBuilder code, Text text, int more) {
            this.code = code;
            this.text = text;
            adjoints = VALUES + more;
            sources = adjoints + 1;
            node = sources + 1;
            count = node + 1;
            row = count + 1;
            fixedSlots = row + 1;
            adjointSlots = fixedSlots + 4 * fixed;
            handedSlots = adjointSlots + 2 * length;
            itemSlots = handedSlots + 2 * length;
            needed = needed(text.items());
        }

        private static BitSet needed(List<Item> items) {
            var needed = new BitSet();
            for (int i = items.size() - 1; i >= 0; i--) {
                Item item = items.get(i);
                if (item instanceof Item.Store || item instanceof Item.Pull) {
                    needed.set(i);
                }
                if (needed.get(i)) {
                    item.in().forEach(needed::set);
                }
            }
            return needed;
        }

        void forward() {
            fixedFrom(VALUES, 0);
            start(0);
            for (int j : handedOn) {
                element(VALUES, j - length);
                code.daload().dstore(handedSlots + 2 * j);
            }
            var top = code.newLabel();
            var end = code.newLabel();
            code.labelBinding(top).iload(count).ifle(end);
            items();
            handOn();
            step(1);
            code.goto_(top).labelBinding(end);
            code.return_();
        }

        /// All are read before the first is written: a value may be one that was handed on.
        private void handOn() {
            for (Item item : text.items()) {
                if (item instanceof Item.Store(int j, List<Integer> in) && handedOn.contains(j)) {
                    load(in.getFirst());
                }
            }
            for (int j : handedOn.reversed()) {
                code.dstore(handedSlots + 2 * j);
            }
        }

        void backward() {
            fixedFrom(VALUES, 0);
            fixedFrom(adjoints, 2 * fixed);
            filled.set(fixedSlots + 2 * fixed, adjointSlots);
            start(1);
            for (int j : handedOn) {
                if (body.awaited().contains(j)) {
                    code.dconst_0();                    // read in the loop
                } else {
                    take(j);
                }
                code.dstore(handedSlots + 2 * j);
            }
            var top = code.newLabel();
            var end = code.newLabel();
            code.labelBinding(top).iload(count).ifle(end);
            receive();
            items();
            sendElsewhere();
            step(-1);
            code.goto_(top).labelBinding(end);
            for (int j : handedOn) {                    // now of the round before the first
                element(adjoints, j);
                add(handedSlots + 2 * j);
            }
            for (int f = 0; f < fixed; f++) {
                code.aload(adjoints);
                code.aload(sources).loadConstant(f).iaload();
                code.dload(fixedSlots + 2 * fixed + 2 * f).dastore();
            }
            code.return_();
        }

        /// What the adjoints of this round begin with: what the next round handed back, and what
        /// stands in memory.
        private void receive() {
            for (int j = 0; j < length; j++) {
                boolean handed = handedOn.contains(j);
                boolean awaited = body.awaited().contains(j);
                if (handed) {
                    code.dload(handedSlots + 2 * j);
                }
                if (awaited) {
                    take(j);
                }
                if (handed && awaited) {
                    code.dadd();
                }
                if (handed || awaited) {
                    code.dstore(adjointSlots + 2 * j);
                    filled.set(adjointSlots + 2 * j);
                }
            }
        }

        /// Pushes the adjoint of an operation and leaves 0 in its place.
        private void take(int j) {
            element(adjoints, j);
            code.dup2().daload().dup2_x2().pop2().dconst_0().dastore();
        }

        private void sendElsewhere() {
            elsewhere.forEach((source, slot) -> {
                place(adjoints, source);
                add(slot);
            });
        }

        /// Adds a slot to the element on the stack.
        private void add(int slot) {
            code.dup2().daload().dload(slot).dadd().dastore();
        }

        /// Pushes an array and the node of operation `j` of this round.
        private void element(int array, int j) {
            code.aload(array).iload(node).loadConstant(j).iadd();
        }

        private void fixedFrom(int array, int offset) {
            for (int f = 0; f < fixed; f++) {
                code.aload(array).aload(sources).loadConstant(f).iaload().daload()
                        .dstore(fixedSlots + offset + 2 * f);
            }
        }

        /// Points `row` and `node` at the first round, or at the last.
        private void start(int last) {
            code.loadConstant(fixed);
            if (last != 0) {
                code.iload(count).iconst_1().isub().loadConstant(columns).imul().iadd();
            }
            code.istore(row);
            if (last != 0) {
                code.iload(node).iload(count).iconst_1().isub().loadConstant(length).imul().iadd()
                        .istore(node);
            }
        }

        private void step(int direction) {
            code.iload(row).loadConstant(direction * columns).iadd().istore(row);
            code.iload(node).loadConstant(direction * length).iadd().istore(node);
            code.iload(count).iconst_1().isub().istore(count);
        }

        private void items() {
            for (int i = 0; i < text.items().size(); i++) {
                if (needed.get(i)) {
                    item(i);
                }
            }
        }

        private void item(int i) {
            switch (text.items().get(i)) {
                case Item.Load(Source source) -> {
                    if (slotOf(source) < 0) {
                        place(VALUES, source);
                        code.daload();
                        keep(i);
                    }
                }
                case Item.Apply(Loop loop, List<Integer> in) -> {
                    apply(loop, in);
                    keep(i);
                }
                case Item.Store(int step, List<Integer> in) -> {
                    element(VALUES, step);
                    load(in.getFirst());
                    code.dastore();
                }
                case Item.Pull pull -> pull(pull.source(), pull.in());
                case Item.Constant constant -> { }       // written where it is read
                case Item.Adjoint adjoint -> { }         // complete, and read where it is
            }
        }

        /// Where a value is that was not loaded: fixed, or handed on by the round before; else −1.
        private int slotOf(Source source) {
            if (source.place() == Place.FIXED) {
                return fixedSlots + 2 * source.number();
            }
            boolean handed = adjoints == VALUES && ScalarBody.handedOn(source, length);
            return handed ? handedSlots + 2 * (length - source.number()) : -1;
        }

        private void keep(int i) {
            code.dstore(itemSlots + 2 * i);
        }

        private void load(int i) {
            switch (text.items().get(i)) {
                case Item.Constant(double value) -> code.loadConstant(value);
                case Item.Adjoint(int j) when !filled.get(adjointSlots + 2 * j) ->
                        code.dconst_0();
                case Item.Adjoint(int j) -> code.dload(adjointSlots + 2 * j);
                case Item.Load(Source source) when slotOf(source) >= 0 ->
                        code.dload(slotOf(source));
                default -> code.dload(itemSlots + 2 * i);
            }
        }

        /// Pushes the array and the node at a source.
        private void place(int array, Source source) {
            code.aload(array);
            switch (source.place()) {
                case BODY -> code.iload(node).loadConstant(source.number()).iadd();
                case BEFORE -> code.iload(node).loadConstant(source.number()).isub();
                case TABLE -> code.aload(sources).iload(row).loadConstant(source.number()).iadd()
                        .iaload();
                case FIXED -> throw new AssertionError("fixed sources are in local variables");
            }
        }

        private void apply(Loop loop, List<Integer> in) {
            if (ARITHMETIC.contains(loop)) {
                in.forEach(this::load);
                operate(loop);
                return;
            }
            Loop plain = loop.plain();                      // one class each: its call is inlined
            if (!loops.contains(plain)) {
                loops.add(plain);
            }
            code.loadConstant(DynamicConstantDesc.ofNamed(ConstantDescs.BSM_CLASS_DATA_AT,
                    ConstantDescs.DEFAULT_NAME, LOOP, loops.indexOf(plain)));
            in.forEach(this::load);
            for (int k = in.size(); k < ARGUMENTS; k++) {
                code.dconst_0();
            }
            code.invokevirtual(LOOP, "at", THREE_DOUBLES);
        }

        private void operate(Loop loop) {
            switch (ARITHMETIC.indexOf(loop)) {
                case 0 -> code.dadd();
                case 1 -> code.dsub();
                case 2 -> code.dmul();
                case 3 -> code.ddiv();
                default -> code.dneg();
            }
        }

        private void pull(Source source, List<Integer> in) {
            int slot = adjointSlot(source);
            boolean first = !filled.get(slot);
            in.forEach(this::load);
            if (first) {
                if (in.size() == 2) {
                    code.dmul();
                }
            } else {
                code.dload(slot);
                if (in.size() == 2) {
                    code.invokestatic(MATH, "fma", THREE_DOUBLES);
                } else {
                    code.dadd();
                }
            }
            code.dstore(slot);
            filled.set(slot);
        }

        /// Where the adjoint of a source is summed up in this round.
        private int adjointSlot(Source source) {
            if (source.place() == Place.BODY) {
                return adjointSlots + 2 * source.number();
            }
            if (source.place() == Place.FIXED) {
                return fixedSlots + 2 * fixed + 2 * source.number();
            }
            if (ScalarBody.handedOn(source, length)) {
                return handedSlots + 2 * (length - source.number());
            }
            int end = itemSlots + 2 * text.items().size();
            return elsewhere.computeIfAbsent(source, s -> end + 2 * elsewhere.size());
        }
    }
}
