package io.atled.autograd.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/// Where everything goes: boxes, trunks and arrows in pixels, y downwards.
///
/// @param boxes one for each node, in the order of the diagram within each component
/// @param routes one for each node that feeds another
/// @param width the width of everything together
/// @param height the height of everything together
record Layout(
        ImmutableList<Box> boxes, ImmutableList<Route> routes, double width, double height) {

    /// More nodes than this are not a drawing that anybody reads.
    static final int NODE_LIMIT = 2_000;

    private static final double COMPONENT_GAP = 56;
    private static final double SHELF = 900;
    private static final double ASPECT = 1.8;

    record Point(double x, double y) {
        Point moved(double dx, double dy) {
            return new Point(x + dx, y + dy);
        }
    }

    record Box(Diagram.Node node, double left, double top, double width, double height) {
        double middle() {
            return left + width / 2;
        }

        double right() {
            return left + width;
        }

        double bottom() {
            return top + height;
        }

        Box moved(double dx, double dy) {
            return new Box(node, left + dx, top + dy, width, height);
        }
    }

    /// All edges of one source: the trunk they share, then an arrow for each.
    ///
    /// Points come in pairs: straight down from an even one to the next, a curve to the one after.
    record Route(Diagram.Node source, ImmutableList<Point> trunk, ImmutableList<Arrow> arrows) {
        Route moved(double dx, double dy) {
            return new Route(source, Layout.moved(trunk, dx, dy), arrows.stream()
                    .map(arrow -> arrow.moved(dx, dy))
                    .collect(ImmutableList.toImmutableList()));
        }
    }

    /// One edge, from where it leaves the trunk: a curve from the first point to the second, and
    /// straight down from there to the third, on the box of the target.
    record Arrow(Diagram.Edge edge, Diagram.Node target, ImmutableList<Point> points) {
        Arrow moved(double dx, double dy) {
            return new Arrow(edge, target, Layout.moved(points, dx, dy));
        }
    }

    private static ImmutableList<Point> moved(ImmutableList<Point> points, double dx, double dy) {
        return points.stream().map(p -> p.moved(dx, dy)).collect(ImmutableList.toImmutableList());
    }

    /// The layout of a diagram, its components side by side, in several shelves if there are many.
    ///
    /// **Throws** `IllegalArgumentException` if the diagram is too large to be drawn, or has a
    /// cycle.
    static Layout of(Diagram diagram) {
        if (diagram.nodes().size() > NODE_LIMIT) {
            throw new IllegalArgumentException("Diagram.toSvg: expected at most " + NODE_LIMIT
                    + " nodes, got " + diagram.nodes().size()
                    + "; draw a part of the graph, or use toDot() and Graphviz");
        }
        List<Layout> parts = new ArrayList<>();
        for (Diagram part : components(diagram)) {
            parts.add(new Placement(part).layout());
        }
        return shelves(parts);
    }

    private static List<Diagram> components(Diagram diagram) {
        IntGraph graph = IntGraph.of(diagram);
        int[] component = graph.components();
        List<ImmutableList.Builder<Diagram.Node>> nodes = new ArrayList<>();
        List<ImmutableList.Builder<Diagram.Edge>> edges = new ArrayList<>();
        for (int i = 0; i < component.length; i++) {
            if (component[i] == nodes.size()) {
                nodes.add(ImmutableList.builder());
                edges.add(ImmutableList.builder());
            }
            nodes.get(component[i]).add(diagram.nodes().get(i));
        }
        for (int e = 0; e < graph.edges(); e++) {
            edges.get(component[graph.from(e)]).add(diagram.edges().get(e));
        }
        List<Diagram> parts = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            parts.add(new Diagram("", nodes.get(i).build(), edges.get(i).build()));
        }
        return parts;
    }

    /// Places the parts from left to right, and starts a new shelf below where one is full.
    private static Layout shelves(List<Layout> parts) {
        double shelf = shelfWidth(parts);
        ImmutableList.Builder<Box> boxes = ImmutableList.builder();
        ImmutableList.Builder<Route> routes = ImmutableList.builder();
        double left = 0;
        double top = 0;
        double width = 0;
        double bottom = 0;
        for (Layout part : parts) {
            if (left > 0 && left + part.width > shelf) {
                left = 0;
                top = bottom + COMPONENT_GAP;
            }
            Layout placed = part.moved(left, top);
            boxes.addAll(placed.boxes);
            routes.addAll(placed.routes);
            width = Math.max(width, left + part.width);
            bottom = Math.max(bottom, top + part.height);
            left += part.width + COMPONENT_GAP;
        }
        return new Layout(boxes.build(), routes.build(), width, bottom);
    }

    private static double shelfWidth(List<Layout> parts) {
        double area = 0;
        double widest = SHELF;
        for (Layout part : parts) {
            area += (part.width + COMPONENT_GAP) * (part.height + COMPONENT_GAP);
            widest = Math.max(widest, part.width);
        }
        return Math.max(widest, Math.sqrt(area) * ASPECT);
    }

    private Layout moved(double dx, double dy) {
        return new Layout(
                boxes.stream().map(b -> b.moved(dx, dy)).collect(ImmutableList.toImmutableList()),
                routes.stream().map(r -> r.moved(dx, dy)).collect(ImmutableList.toImmutableList()),
                width, height);
    }
}
