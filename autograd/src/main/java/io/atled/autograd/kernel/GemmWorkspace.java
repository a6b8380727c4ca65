package io.atled.autograd.kernel;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/// The buffers of one running task, lent and reused, so that no call allocates anything big.
///
/// @param <A> the array type, `float[]` or `double[]`
final class GemmWorkspace<A> {
    private final GemmTile<A> tile;

    /// What a running tile writes for itself.
    final A[] scratch;

    /// A tile of C before it is moved to its place.
    final A corner;

    private @Nullable A rows;
    private @Nullable A panels;

    GemmWorkspace(GemmTile<A> tile) {
        this.tile = tile;
        this.scratch = tile.scratch();
        this.corner = tile.array(tile.rows() * tile.panel());
    }

    /// Room for so many elements of packed rows of A; grows.
    A rows(int length) {
        A array = rows;
        if (array == null || Array.getLength(array) < length) {
            array = tile.array(length);
            rows = array;
        }
        return array;
    }

    /// Room for packed panels of B; made at the first use.
    A panels() {
        A array = panels;
        if (array == null) {
            array = tile.array(GemmTile.KC * Math.max(tile.panel(), GemmBlocks.NB));
            panels = array;
        }
        return array;
    }
}
