/// Looking at graphs: [Diagram][io.atled.autograd.graph.Diagram] is a graph ready to be drawn. It
/// knows how to become Graphviz DOT, a Mermaid flowchart, or an SVG drawing that needs no other
/// tool.
///
/// The drawing is a layered layout of our own. It runs in four steps, each in its own file and each
/// over plain integers, without recursion:
///
/// | step | file | what it decides |
/// |---|---|---|
/// | layers | `Layering` | the row of every node: below all its inputs, close to its consumers |
/// | trunks | `Layered` | edges over several rows become one shared trunk for each source |
/// | order | `Ordering` | left and right within a row: few crossings |
/// | columns | `Columns`, `Alignment`, `Separation` | x: straight spines, centered neighbors |
///
/// `Layout` puts them together and `SvgDrawing` paints the result. The same diagram gives the same
/// bytes, always.
@NullMarked
package io.atled.autograd.graph;

import org.jspecify.annotations.NullMarked;
