package io.atled.autograd.kernel;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.BitSet;
import java.util.List;

/// Writes the class of a [Straight]: registers are local variables, every result a loop.
final class StraightWriter {
    /// Elements for which all loops run before the next: what they read stays in the L1 cache.
    private static final int CHUNK = 1024;

    private static final int ARRAYS = 1;                // parameters of run
    private static final int NUMBERS = 2;
    private static final int FROM = 3;
    private static final int TO = 4;

    private final Program program;
    private final List<StraightOrder.Stage> stages;
    private final BitSet numbers;
    private final TypeKind type;
    private final int[] arrays;                         // local variable of a register's array
    private final int[] values;                         // local variable of its value

    /// @param numbers the operands that are one number each
    StraightWriter(Program program, List<StraightOrder.Stage> stages, BitSet numbers,
            TypeKind type) {
        this.program = program;
        this.stages = stages;
        this.numbers = numbers;
        this.type = type;
        this.arrays = new int[program.registers];
        this.values = new int[program.registers];
    }

    /// The loops, ready to run.
    Straight write() {
        byte[] bytes = ClassFile.of().build(Straight.DESC.nested("Loops"), builder -> builder
                .withInterfaceSymbols(Straight.DESC)
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC, code -> code.aload(0)
                                .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void).return_())
                .withMethodBody("run", MethodTypeDesc.of(ConstantDescs.CD_void,
                        ConstantDescs.CD_Object.arrayType(), ConstantDescs.CD_double.arrayType(),
                        ConstantDescs.CD_int, ConstantDescs.CD_int), ClassFile.ACC_PUBLIC,
                        this::body));
        try {
            return (Straight) MethodHandles.lookup().defineHiddenClass(bytes, true)
                    .lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the generated loops of a program cannot be made", e);
        }
    }

    private void body(CodeBuilder code) {
        prepare(code);
        int end = code.allocateLocal(TypeKind.INT);
        Label done = code.newLabel();
        Label next = code.newBoundLabel();              // while (from < to)
        code.iload(FROM).iload(TO).if_icmpge(done);
        code.iload(FROM).loadConstant(CHUNK).iload(TO).iload(FROM).isub()
                .invokestatic(ClassDesc.of("java.lang.Math"), "min", MethodTypeDesc.of(
                        ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int))
                .iadd().istore(end);
        for (StraightOrder.Stage stage : stages) {
            loop(code, stage, end);
        }
        code.iload(end).istore(FROM).goto_(next).labelBinding(done).return_();
    }

    /// Puts arrays and numbers into local variables.
    private void prepare(CodeBuilder code) {
        for (int r = 0; r < program.registers; r++) {
            values[r] = code.allocateLocal(type);
        }
        for (int i = 0; i < program.inputs; i++) {
            if (numbers.get(i)) {
                code.aload(NUMBERS).loadConstant(i).daload();
                if (type == TypeKind.FLOAT) {
                    code.d2f();
                }
                code.storeLocal(type, values[i]);
            } else if (program.used[i]) {
                array(code, i);
            }
        }
        for (int c = 0; c < program.constants.length; c++) {
            constant(code, program.constants[c]);
            code.storeLocal(type, values[program.inputs + c]);
        }
        for (int result : program.results) {
            array(code, result);
        }
    }

    private void array(CodeBuilder code, int r) {
        ClassDesc array = (type == TypeKind.FLOAT ? ConstantDescs.CD_float
                : ConstantDescs.CD_double).arrayType();
        arrays[r] = code.allocateLocal(TypeKind.REFERENCE);
        code.aload(ARRAYS).loadConstant(r).aaload().checkcast(array).astore(arrays[r]);
    }

    private void constant(CodeBuilder code, double value) {
        if (type == TypeKind.FLOAT) {
            code.loadConstant((float) value);
        } else {
            code.loadConstant(value);
        }
    }

    private void loop(CodeBuilder code, StraightOrder.Stage stage, int end) {
        int i = code.allocateLocal(TypeKind.INT);
        Label done = code.newLabel();
        code.iload(FROM).istore(i);
        Label next = code.newBoundLabel();
        code.iload(i).iload(end).if_icmpge(done);
        stage.reads().stream().filter(r -> arrays[r] != 0).forEach(r -> code.aload(arrays[r])
                .iload(i).arrayLoad(type).storeLocal(type, values[r]));
        for (int s : stage.steps()) {
            Program.Step step = program.steps[s];
            for (int r : step.in()) {
                code.loadLocal(type, values[r]);
            }
            ((Bytecode) step.loop().plain()).append(code, type);
            code.storeLocal(type, values[step.out()]);
        }
        int result = program.results[stage.result()];
        code.aload(arrays[result]).iload(i).loadLocal(type, values[result]).arrayStore(type)
                .iinc(i, 1).goto_(next).labelBinding(done);
    }
}
