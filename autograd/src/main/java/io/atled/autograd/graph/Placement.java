package io.atled.autograd.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import java.util.Arrays;
import java.util.List;

/// The layout of one connected diagram: rows, order and columns turned into pixels.
///
/// Edges bend only between rows. Within a row they run straight down, in a lane that the columns
/// keep free for them, so no edge runs through a box.
final class Placement {

    private static final double BEND_WIDTH = 4;
    private static final double ROW_GAP = 38;
    private static final double LABEL_HEIGHT = 12;
    private static final double STEEP = 0.10;
    private static final double WIDEST_GAP = 110;
    private static final double PORT_GAP = 14;
    private static final double PORT_PULL = 0.3;
    private static final double PORT_MARGIN = 12;

    private final Diagram diagram;
    private final Layered layered;
    private final double[] width;
    private final double[] height;
    private final double[] x;
    private final double[] port;
    private final double[] rowTop;
    private final double[] rowBottom;

    Placement(Diagram diagram) {
        this.diagram = diagram;
        IntGraph graph = IntGraph.of(diagram);
        this.layered = new Layered(graph, Layering.of(diagram));
        this.width = new double[layered.vertices()];
        this.height = new double[layered.vertices()];
        this.port = new double[graph.edges()];
        Arrays.fill(width, BEND_WIDTH);
        for (int i = 0; i < graph.size(); i++) {
            BoxText text = BoxText.of(diagram.nodes().get(i));
            width[i] = Math.max(text.width(), portsWidth(i));
            height[i] = text.height();
        }
        int[][] rows = Ordering.of(layered);
        this.x = Columns.of(layered, rows, width);
        for (int node = 0; node < graph.size(); node++) {
            choosePorts(node);
        }
        this.rowTop = new double[rows.length];
        this.rowBottom = new double[rows.length];
        stack(rows);
    }

    private double portsWidth(int node) {
        int[] edges = layered.graph().in(node);
        return 2 * PORT_MARGIN + (edges.length - 1) * portGap(edges);
    }

    /// The distance between arrow heads: room for the widest label.
    private double portGap(int[] edges) {
        double widest = 0;
        for (int edge : edges) {
            String label = SvgDrawing.label(diagram.edges().get(edge));
            widest = Math.max(widest, TextWidth.sans(label, BoxText.LABEL_SIZE));
        }
        return PORT_GAP + widest;
    }

    /// Arrow heads on top of a box: from left to right as the edges come in, each some way towards
    /// where its edge comes from, so that an edge from right above stays straight.
    private void choosePorts(int node) {
        int[] edges = layered.graph().in(node);
        if (edges.length == 0) {
            return;
        }
        int[] sorted = Arrays.stream(edges).boxed()
                .sorted((a, b) -> Double.compare(x[layered.tail(a)], x[layered.tail(b)]))
                .mapToInt(Integer::intValue)
                .toArray();
        double gap = portGap(edges);
        double half = width[node] / 2 - PORT_MARGIN;
        double[] wanted = new double[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            double offset = x[layered.tail(sorted[i])] - x[node];
            wanted[i] = Doubles.constrainToRange(offset * PORT_PULL, -half, half);
        }
        double[] placed = spread(wanted, gap);
        for (int i = 0; i < sorted.length; i++) {
            double rest = half - (sorted.length - 1 - i) * gap;
            double first = Math.min(i * gap - half, rest);
            port[sorted[i]] = x[node] + Doubles.constrainToRange(placed[i], first, rest);
        }
    }

    /// Ascending positions, moved apart; one at 0, from a node right above, hardly moves.
    private static double[] spread(double[] wanted, double gap) {
        Separation separation = new Separation(wanted.length);
        for (int i = 1; i < wanted.length; i++) {
            separation.require(i - 1, i, gap);
        }
        separation.prepare();
        double[] weight = Arrays.stream(wanted).map(at -> at == 0 ? 100 : 1).toArray();
        return separation.project(wanted, weight);
    }

    private void stack(int[][] rows) {
        double y = 0;
        for (int r = 0; r < rows.length; r++) {
            rowTop[r] = y;
            y += Arrays.stream(rows[r]).mapToDouble(v -> height[v]).max().orElse(0);
            rowBottom[r] = y;
            y += gapBelow(rows[r]);
        }
    }

    /// Wide fans get more height, so that their edges do not run flat.
    private double gapBelow(int[] row) {
        double widest = 0;
        for (int v : row) {
            for (int w : layered.down(v)) {
                widest = Math.max(widest, Math.abs(x[v] - x[w]));
            }
        }
        boolean labelled = diagram.edges().stream().anyMatch(edge -> !edge.label().isEmpty());
        double gap = ROW_GAP + (labelled ? LABEL_HEIGHT : 0) + STEEP * widest;
        return Math.rint(Math.min(WIDEST_GAP, gap));
    }

    Layout layout() {
        int size = layered.graph().size();
        ImmutableList.Builder<Layout.Box> boxes = ImmutableList.builder();
        ImmutableList.Builder<Layout.Route> routes = ImmutableList.builder();
        double right = 0;
        for (int v = 0; v < layered.vertices(); v++) {
            right = Math.max(right, x[v] + width[v] / 2);
        }
        for (int node = 0; node < size; node++) {
            boxes.add(box(node));
            if (layered.graph().out(node).length > 0) {
                routes.add(route(node));
            }
        }
        double bottom = rowBottom.length == 0 ? 0 : rowBottom[rowBottom.length - 1];
        return new Layout(boxes.build(), routes.build(), right, bottom);
    }

    private Layout.Box box(int node) {
        return new Layout.Box(diagram.nodes().get(node), x[node] - width[node] / 2,
                top(node), width[node], height[node]);
    }

    /// Boxes stand in the middle of their row.
    private double top(int node) {
        int row = layered.layer(node);
        return (rowTop[row] + rowBottom[row] - height[node]) / 2;
    }

    private Layout.Route route(int node) {
        ImmutableList.Builder<Layout.Point> trunk = ImmutableList.builder();
        trunk.add(new Layout.Point(x[node], top(node) + height[node]));
        trunk.add(new Layout.Point(x[node], rowBottom[layered.layer(node)]));
        for (int bend : layered.trunk(node)) {
            trunk.add(new Layout.Point(x[bend], rowTop[layered.layer(bend)]));
            trunk.add(new Layout.Point(x[bend], rowBottom[layered.layer(bend)]));
        }
        ImmutableList<Layout.Arrow> arrows = Arrays.stream(layered.graph().out(node))
                .mapToObj(this::arrow)
                .collect(ImmutableList.toImmutableList());
        return new Layout.Route(diagram.nodes().get(node), trunk.build(), arrows);
    }

    private Layout.Arrow arrow(int edge) {
        int tail = layered.tail(edge);
        int target = layered.graph().to(edge);
        List<Layout.Point> points = List.of(
                new Layout.Point(x[tail], rowBottom[layered.layer(tail)]),
                new Layout.Point(port[edge], rowTop[layered.layer(target)]),
                new Layout.Point(port[edge], top(target)));
        return new Layout.Arrow(diagram.edges().get(edge), diagram.nodes().get(target),
                ImmutableList.copyOf(points));
    }
}
