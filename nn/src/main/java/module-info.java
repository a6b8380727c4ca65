/// Neural networks for Java: layers, losses, optimizers, schedules and training over
/// [io.atled.autograd].
module io.atled.nn {
    requires transitive io.atled.autograd;
    requires de.siegmar.fastcsv;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    exports io.atled.nn;
    exports io.atled.nn.data;
    exports io.atled.nn.init;
    exports io.atled.nn.layers;
    exports io.atled.nn.loss;
    exports io.atled.nn.optim;
    exports io.atled.nn.schedule;
    exports io.atled.nn.train;
}
