package io.atled.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where scalars are recorded: a graph of doubles in a few growing arrays, no object per edge.
///
/// A node holds its value and what made it; each of its operands an edge, with the node it came
/// from and the partial derivative, worked out while recording. A node stands after its operands,
/// so a reverse sweep is one loop from the end to the start.
///
/// A program that records again and again reuses the memory: [#clear()] forgets everything,
/// [#rewind(Mark)] what was recorded since a [#mark()]. A forgotten scalar keeps its value, but
/// computing with it is an error.
///
/// A tape belongs to the thread that made it: others may not record on it or sweep it. Several
/// threads take a tape each.
public final class Tape {
    /// The parent of an edge whose operand is a constant. Smaller numbers stand for a node from
    /// which nothing was chosen, so that no derivative flows there: see [#node(int)].
    static final int CONSTANT = -1;

    /// The places in the legend of what nodes are most often made by.
    static final int PINNED = 0;
    static final int VARIABLE = 1;
    static final int ADD = 2;
    static final int SUB = 3;
    static final int MUL = 4;
    static final int DIV = 5;
    static final int NEG = 6;

    private static final List<Object> LEGEND = List.of("constant", "variable",
            new Arithmetic.Add(), new Arithmetic.Sub(), new Arithmetic.Mul(),
            new Arithmetic.Div(), new Arithmetic.Neg());
    private static final int FIRST_CAPACITY = 64;
    private static final int RECENT = 64;

    /// The value of each node.
    double[] values = new double[FIRST_CAPACITY];
    /// What it was made by: a place in the legend. References here would cost more than all else,
    /// since garbage collectors watch every one that is stored.
    int[] origins = new int[FIRST_CAPACITY];
    /// Its first edge; `starts[size]` is the number of edges.
    int[] starts = new int[FIRST_CAPACITY + 1];
    /// For each edge the node of the operand; below 0 where no derivative flows.
    int[] parents = new int[FIRST_CAPACITY];
    /// For each edge the partial derivative by the operand; its value where none flows.
    double[] partials = new double[FIRST_CAPACITY];

    private final Thread owner = Thread.currentThread();
    private int size;
    /// The number of edges. It is `starts[size]` too, but read from a field it does not have to
    /// wait for the size.
    private int edges;
    private int rewinds;
    /// The places that were cut to, each with the number of that rewind. A rewind to the same place
    /// or before it takes an entry away, so that the last one before a place tells whether anything
    /// before it was forgotten since.
    private final NavigableMap<Long, Integer> stamps = new TreeMap<>(Map.of(-1L, 0));
    /// Operations and names of variables.
    private final List<Object> legend = new ArrayList<>(LEGEND);
    /// Where in the legend an operation of a class was last found, by the hash of the class.
    private final int[] recent = new int[RECENT];
    private final List<Decision> decisions = new ArrayList<>();
    /// The latest, which have the memory for adjoints until a node of theirs is forgotten.
    private @Nullable ScalarAdjoints latest;
    private double[] spare = new double[0];

    /// An empty tape, which belongs to this thread.
    public Tape() {}

    /// How a comparison came out, on which the rest of the program may depend.
    ///
    /// @param size the number of nodes before
    record Decision(Pointwise op, List<Scalar> operands, double outcome, int size) {}

    /// A place on a tape to come back to.
    public static final class Mark {
        private final Tape tape;
        private final int size;
        private final int stamp;
        private final int legend;
        private final int decisions;

        private Mark(Tape tape) {
            this.tape = tape;
            legend = tape.legend.size();
            decisions = tape.decisions.size();
            size = tape.size;
            stamp = tape.stamp(place(size, decisions));
        }
    }

    /// A variable with this value.
    public Scalar variable(double value) {
        reserve(0);
        return node(VARIABLE, value, edges);
    }

    /// A variable with this value, and a name for messages and drawings.
    public Scalar variable(String name, double value) {
        reserve(0);
        legend.add(name);
        return node(legend.size() - 1, value, edges);
    }

    /// The number of nodes recorded.
    public int size() {
        return size;
    }

    /// This place, to [#rewind(Mark)] to.
    public Mark mark() {
        return new Mark(this);
    }

    /// Forgets what was recorded since `mark`, and keeps the memory.
    ///
    /// @throws IllegalArgumentException if `mark` is of another tape, or if something before it was
    ///         forgotten, a node or a comparison
    public void rewind(Mark mark) {
        confine();
        if (mark.tape != this) {
            throw new IllegalArgumentException("rewind: needs a mark of this tape, got one of"
                    + " another; take a mark() of this one, or rewind the other");
        }
        if (stamp(place(mark.size, mark.decisions)) != mark.stamp) {
            throw new IllegalArgumentException("rewind: needs a mark that stands, got one after "
                    + mark.size + " nodes and " + mark.decisions + " comparisons, of which an"
                    + " earlier rewind or clear forgot some; take a new mark()");
        }
        cut(mark.size, mark.legend, mark.decisions);
    }

    /// Forgets everything, and keeps the memory: about 50 bytes a node, 8 more after a gradient.
    public void clear() {
        confine();
        cut(0, LEGEND.size(), 0);
    }

    /// A refused operation leaves an entry in the legend that no node has. The legend may be cut
    /// below a mark that counted such entries, and the mark still stands.
    private void cut(int nodes, int entries, int comparisons) {
        if (latest != null && latest.count() > nodes) {
            spare = latest.keep(nodes);
            latest = null;
        }
        size = nodes;
        edges = starts[nodes];
        legend.subList(Math.min(entries, legend.size()), legend.size()).clear();
        decisions.subList(comparisons, decisions.size()).clear();
        rewinds++;
        long place = place(nodes, comparisons);
        stamps.tailMap(place).clear();
        stamps.put(place, rewinds);
    }

    /// The adjoints of all nodes up to `root`.
    ScalarAdjoints adjoints(int root) {
        double[] memory = root < spare.length ? spare : new double[root + 1];
        spare = new double[0];
        latest = ScalarAdjoints.of(this, root, memory);
        return latest;
    }

    /// So many nodes and comparisons, as one number that grows while recording.
    private static long place(int nodes, int comparisons) {
        return (long) nodes << Integer.SIZE | comparisons;
    }

    /// Says how many nodes there are.
    @Override
    public String toString() {
        return "tape of " + size + " nodes";
    }

    /// The place of `op` in the legend.
    int origin(Pointwise op) {
        confine();
        int slot = op.getClass().hashCode() % RECENT;
        int known = recent[slot];
        if (known >= legend.size() || !op.equals(legend.get(known))) {
            known = legend.size();
            legend.add(op);
            recent[slot] = known;
        }
        return known;
    }

    /// Records `y = op(x)` with `dx = ∂y/∂x`.
    Scalar record(int op, double y, Scalar x, double dx) {
        return record(op, y, x, dx, true);
    }

    /// Records `y = op(x)` with `dx = ∂y/∂x`, if it flows.
    Scalar record(int op, double y, Scalar x, double dx, boolean flows) {
        check(op, x);
        reserve(1);
        int edge = edges;
        putEdge(edge, x, dx, flows);
        return node(op, y, edge + 1);
    }

    /// Records `y = op(a, b)` with `da = ∂y/∂a` and `db = ∂y/∂b`.
    Scalar record(int op, double y, Scalar a, double da, Scalar b, double db) {
        check(op, a);
        check(op, b);
        reserve(2);
        int edge = edges;
        putEdge(edge, a, da, true);
        putEdge(edge + 1, b, db, true);
        return node(op, y, edge + 2);
    }

    /// Records `y = op(x…)` with `dx[i] = ∂y/∂xᵢ` where it flows.
    Scalar record(int op, double y, List<Scalar> x, double[] dx, boolean[] flows) {
        for (Scalar operand : x) {
            check(op, operand);
        }
        reserve(dx.length);
        int edge = edges;
        for (int i = 0; i < dx.length; i++) {
            putEdge(edge + i, x.get(i), dx[i], flows[i]);
        }
        return node(op, y, edge + dx.length);
    }

    /// Gives a constant a node; what is on the tape already stays as it is.
    Scalar pin(Scalar x) {
        if (x.tape() != null) {
            return x;
        }
        reserve(0);
        return node(PINNED, x.value(), edges);
    }

    private void putEdge(int edge, Scalar x, double dx, boolean flows) {
        if (x.tape() != null && flows) {
            parents[edge] = x.index();
            partials[edge] = dx;
        } else {
            parents[edge] = CONSTANT - 1 - x.index();
            partials[edge] = x.value();
        }
    }

    /// The node of the operand at an edge with this parent, flow or not; [#CONSTANT] if it has
    /// none. (A constant has the index −1, which stays itself.)
    static int node(int parent) {
        return parent >= 0 ? parent : CONSTANT - 1 - parent;
    }

    /// Remembers how a comparison came out.
    void decide(Pointwise op, List<Scalar> operands, double outcome) {
        confine();
        int name = origin(op);
        operands.forEach(x -> check(name, x));
        decisions.add(new Decision(op, List.copyOf(operands), outcome, size));
    }

    /// The comparisons made before `node` was recorded.
    List<Decision> decisionsBefore(int node) {
        return decisions.stream().takeWhile(decision -> decision.size <= node).toList();
    }

    /// Whether `x`, of this tape, is a variable.
    boolean isVariable(Scalar x) {
        check("compiled", x);
        int origin = origins[x.index()];
        return origin != PINNED && op(origin) == null;
    }

    private Scalar node(int origin, double value, int end) {
        int index = size;
        values[index] = value;
        origins[index] = origin;
        starts[index + 1] = end;
        edges = end;
        size = index + 1;
        return new Scalar(this, index, rewinds, value);
    }

    /// Makes room for a node. All recording begins here, so other threads are refused here.
    private void reserve(int more) {
        confine();
        if (size == values.length) {
            growNodes();
        }
        if (edges + more > parents.length) {
            growEdges(edges + more);
        }
    }

    private void growNodes() {
        int capacity = 2 * size;
        values = Arrays.copyOf(values, capacity);
        origins = Arrays.copyOf(origins, capacity);
        starts = Arrays.copyOf(starts, capacity + 1);
    }

    private void growEdges(int least) {
        int capacity = Math.max(2 * parents.length, least);
        parents = Arrays.copyOf(parents, capacity);
        partials = Arrays.copyOf(partials, capacity);
    }

    /// Refuses other threads.
    void confine() {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException("tape: belongs to thread " + owner.getName()
                    + ", used by " + Thread.currentThread().getName()
                    + "; give each thread a Tape of its own");
        }
    }

    /// Refuses scalars of other tapes and forgotten ones; constants go anywhere.
    private void check(int op, Scalar x) {
        if (x.tape() != null && (x.tape() != this || x.stamp() != rewinds)) {
            check(name(op), x);
        }
    }

    /// The same, for any caller.
    void check(String operation, Scalar x) {
        if (x.tape() != this) {
            throw new IllegalArgumentException(operation + ": needs scalars of one tape, got " + x
                    + " of another; record everything on one Tape, or detach() what is constant");
        }
        if (!holds(x.index(), x.stamp())) {
            throw new IllegalStateException(operation + ": " + x.value() + " was node " + x.index()
                    + " of the tape until a rewind or clear forgot it; record it again");
        }
    }

    /// Whether the node recorded at `index` under `stamp` is still there.
    boolean holds(int index, int stamp) {
        return index < size && stamp(index) == stamp;
    }

    /// The number of rewinds before node `index` was recorded.
    private int stamp(int index) {
        return stamp(place(index + 1, 0));
    }

    /// The number of the last rewind that cut to before `place`.
    private int stamp(long place) {
        return stamps.lowerEntry(place).getValue();
    }

    /// The number of rewinds so far, by which later scalars are told from earlier ones.
    int rewinds() {
        return rewinds;
    }

    /// What `origin` is called.
    String name(int origin) {
        Pointwise op = op(origin);
        return op != null ? op.name() : legend.get(origin).toString();
    }

    /// The operation at `origin`, or `null` for a variable or a constant.
    @Nullable Pointwise op(int origin) {
        return legend.get(origin) instanceof Pointwise op ? op : null;
    }

    /// Node `index`.
    Scalar scalar(int index) {
        return new Scalar(this, index, stamp(index), values[index]);
    }

    /// The operand at `edge`.
    Scalar operand(int edge) {
        return parents[edge] < 0 ? Scalar.of(partials[edge]) : scalar(parents[edge]);
    }

    /// What the node `root` was computed from, itself included.
    boolean[] reached(int root) {
        boolean[] reached = new boolean[root + 1];
        reached[root] = true;
        for (int i = root; i >= 0; i--) {
            for (int e = starts[i]; reached[i] && e < starts[i + 1]; e++) {
                if (parents[e] >= 0) {
                    reached[parents[e]] = true;
                }
            }
        }
        return reached;
    }
}
