package io.atled.autograd.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The registers of one thread at work on one range of a [Pass], in F32.
///
/// A register is an array and the place in it where the present block begins: in an operand or a
/// result, which are read and written where they lie, or in a block of its own.
final class Frame32 {
    private static final Spares<Frame32> SPARES = new Spares<>(Frame32::new);

    private static final float[] NONE = {};

    private float[][] own = new float[0][];             // blocks, kept from use to use
    private float[][] data = new float[0][];
    private int[] base = new int[0];
    private int[] now = new int[0];
    private @Nullable Walk[] walks = new Walk[0];       // of operands that are gathered
    private final float[][] args = new float[3][];
    private final int[] at = new int[3];

    private Frame32() {}

    /// Runs elements `from` to `to` of `pass`.
    static void run(Pass pass, int from, int to) {
        Frame32 frame = SPARES.take();
        frame.bind(pass, from, to);
        while (from < to) {
            int n = Math.min(pass.reach(from), to - from);
            frame.block(pass, from, n);
            from += n;
        }
        frame.release(pass.program.registers);
        SPARES.give(frame);
    }

    @SuppressWarnings("cast")                           // needed in F32 only
    private void bind(Pass pass, int from, int to) {
        Program program = pass.program;
        if (data.length < program.registers) {
            grow(Math.max(2 * data.length, program.registers));
        }
        int n = Math.min(pass.block, to - from);
        for (int i = 0; i < program.inputs; i++) {
            bind(pass, i, from, n);
        }
        for (int k = 0; k < program.results.length; k++) {
            if (pass.direct[k]) {
                data[program.results[k]] = (float[]) pass.y[k].storage();
                base[program.results[k]] = pass.y[k].layout().offset();
            }
        }
        int r = program.inputs;
        for (double constant : program.constants) {
            Arrays.fill(block(r++), 0, Math.min(n, Program.BLOCK), (float) constant);
        }
        for (; r < program.registers; r++) {
            if (data[r].length == 0) {
                block(r);
            }
        }
    }

    private void grow(int room) {
        int before = data.length;
        own = Arrays.copyOf(own, room);
        data = Arrays.copyOf(data, room);
        Arrays.fill(own, before, room, NONE);
        Arrays.fill(data, before, room, NONE);
        base = new int[room];
        now = new int[room];
        walks = Arrays.copyOf(walks, room);
    }

    @SuppressWarnings("cast")
    private void bind(Pass pass, int i, int from, int n) {
        NdArray x = pass.x[i];
        switch (pass.access[i]) {
            case UNUSED -> { }
            case STRAIGHT, ROW -> {
                data[i] = (float[]) x.storage();
                base[i] = x.layout().offset();
            }
            case NUMBER -> Arrays.fill(block(i), 0, n,
                    (float) Copy.read(x.storage(), x.layout().offset()));
            case ROWS -> {
                Copy.gather(x, 0, Math.min(n, pass.period), block(i), 0);
                repeat(block(i), pass.period, n);
            }
            case GATHERED -> {
                block(i);
                walks[i] = new Walk(x.layout(), from);
            }
        }
    }

    /// Goes on with what the first `period` elements are, up to `n`.
    private static void repeat(float[] block, int period, int n) {
        for (int done = period; done < n; done *= 2) {
            System.arraycopy(block, 0, block, done, Math.min(done, n - done));
        }
    }

    private float[] block(int r) {
        if (own[r].length == 0) {
            own[r] = new float[Program.BLOCK];
        }
        data[r] = own[r];
        now[r] = 0;
        return own[r];
    }

    /// Lets operands and results go, which a spare frame must not keep alive.
    private void release(int registers) {
        Arrays.fill(data, 0, registers, NONE);
        Arrays.fill(args, NONE);
        Arrays.fill(walks, 0, registers, null);
    }

    private void block(Pass pass, int from, int n) {
        Program program = pass.program;
        for (int i = 0; i < program.inputs; i++) {
            switch (pass.access[i]) {
                case STRAIGHT -> now[i] = base[i] + from;
                case ROW -> now[i] = base[i] + from % pass.period;
                case GATHERED -> gather(pass, i, n);
                default -> { }
            }
        }
        for (int k = 0; k < program.results.length; k++) {
            if (pass.direct[k]) {
                now[program.results[k]] = base[program.results[k]] + from;
            }
        }
        for (Program.Step step : program.steps) {
            step(step, n);
        }
        for (int k = 0; k < program.results.length; k++) {
            if (!pass.direct[k]) {
                int r = program.results[k];
                NdArray y = pass.y[k];
                Copy.run(data[r], now[r], 1, y.storage(), y.layout().offset() + from, 1, n);
            }
        }
    }

    private void gather(Pass pass, int i, int n) {
        Walk walk = walks[i];
        if (walk != null) {
            Copy.gather(walk, pass.x[i].storage(), n, data[i], 0);
        }
    }

    private void step(Program.Step step, int n) {
        int[] in = step.in();
        for (int k = 0; k < in.length; k++) {
            args[k] = data[in[k]];
            at[k] = now[in[k]];
        }
        step.loop().run(args, at, data[step.out()], now[step.out()], n);
    }
}
