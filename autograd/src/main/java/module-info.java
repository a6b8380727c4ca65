/// Automatic differentiation for Java: tensors and scalars that record what is computed.
module io.atled.autograd {
    requires transitive com.google.common;
    requires static org.jspecify;
    requires static jdk.incubator.vector;

    exports io.atled.autograd;
    exports io.atled.autograd.check;
    exports io.atled.autograd.graph;
    exports io.atled.autograd.shape;
}
