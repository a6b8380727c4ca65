package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/// Small parts of a pass, such as the biases of a model, laid side by side, so that one pass takes
/// the place of many: for few elements it costs more to begin one than to copy them.
public final class Bundle {
    /// Elements of a part that is worth copying.
    private static final int SMALL = 256;

    private final DType type;
    private final List<NdArray[]> in = new ArrayList<>();
    private final List<NdArray[]> out = new ArrayList<>();
    private NdArray[] operands = {};
    private NdArray[] results = {};
    private int size;

    /// A bundle of arrays of this type.
    public Bundle(DType type) {
        this.type = type;
    }

    /// Whether a part of `size` elements is small.
    public static boolean takes(int size) {
        return size <= SMALL;
    }

    /// Adds a part: operands and results, each as many as those of other parts, all of one shape.
    /// A result may be an operand, then the same in all parts.
    public void add(NdArray[] x, NdArray[] y) {
        in.add(x);
        out.add(y);
        size += y[0].size();
    }

    /// The operands of all parts side by side.
    public NdArray[] operands() {
        if (in.size() == 1) {
            operands = in.getFirst();
            results = out.getFirst();
            return operands;
        }
        operands = new NdArray[in.getFirst().length];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = NdArray.uninitialized(type, Shape.of(size));
            int at = 0;
            for (NdArray[] part : in) {
                Copy.gather(part[i], 0, part[i].size(), operands[i].storage(), at);
                at += part[i].size();
            }
        }
        results = new NdArray[out.getFirst().length];
        for (int k = 0; k < results.length; k++) {
            int same = indexOf(in.getFirst(), out.getFirst()[k]);
            results[k] = same < 0 ? NdArray.uninitialized(type, Shape.of(size)) : operands[same];
        }
        return operands;
    }

    @SuppressWarnings("ReferenceEquality")              // the same array, not an equal one
    private static int indexOf(NdArray[] all, NdArray wanted) {
        for (int i = 0; i < all.length; i++) {
            if (all[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /// Where the results of all parts belong, side by side. Asked after [#operands()].
    public NdArray[] results() {
        return results;
    }

    /// Brings the results to the parts.
    public void spread() {
        if (out.size() == 1) {
            return;
        }
        for (int k = 0; k < results.length; k++) {
            int at = 0;
            for (NdArray[] part : out) {
                Copy.run(results[k].storage(), at, 1, part[k].storage(),
                        part[k].layout().offset(), 1, part[k].size());
                at += part[k].size();
            }
        }
    }
}
