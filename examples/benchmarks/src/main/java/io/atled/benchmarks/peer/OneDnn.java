package io.atled.benchmarks.peer;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.Gemm.Form;
import io.atled.benchmarks.workload.Workload;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/// oneDNN, through `org.bytedeco:dnnl`: matrix products in native memory, made ready once for
/// their sizes. Its number of threads is `OMP_NUM_THREADS` of the process.
public final class OneDnn implements Peer {
    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public String version() {
        return "oneDNN " + Native.version("dnnl");
    }

    @Override
    public void threads(int count) {
        if (!String.valueOf(count).equals(System.getenv("OMP_NUM_THREADS"))) {
            throw new IllegalArgumentException("threads: start the process with OMP_NUM_THREADS="
                    + count);
        }
    }

    @Override
    public Optional<Job> job(Workload workload) {
        return workload instanceof Gemm gemm ? Optional.of(new Product(gemm)) : Optional.empty();
    }

    private static final class Product implements Job {
        private final engine cpu = new engine(engine.kind.cpu, 0);
        private final stream queue = new stream(cpu);
        private final matmul primitive;
        private final IntMemoryMap arguments = new IntMemoryMap();
        private final float[] values;
        private final FloatPointer left;                // kept, or it is freed with its garbage
        private final FloatPointer right;
        private final FloatPointer results;

        Product(Gemm of) {
            values = new float[of.batch() * of.m() * of.n()];
            left = new FloatPointer(of.a());
            right = new FloatPointer(of.b());
            results = new FloatPointer((long) values.length);
            memory.desc a = matrix(of.batch(), of.m(), of.k(), of.form() == Form.TN);
            memory.desc b = matrix(of.batch(), of.k(), of.n(), of.form() == Form.NT);
            memory.desc c = matrix(of.batch(), of.m(), of.n(), false);
            primitive = new matmul(new matmul.primitive_desc(cpu, a, b, c));
            arguments.put(DNNL_ARG_SRC, new memory(a, cpu, left));
            arguments.put(DNNL_ARG_WEIGHTS, new memory(b, cpu, right));
            arguments.put(DNNL_ARG_DST, new memory(c, cpu, results));
        }

        private static memory.desc matrix(int batch, int rows, int columns, boolean turned) {
            long[] sizes = {batch, rows, columns};
            long each = (long) rows * columns;
            long[] strides = turned ? new long[] {each, 1, rows} : new long[] {each, columns, 1};
            return new memory.desc(sizes, memory.data_type.f32, strides);
        }

        @Override
        public void run() {
            primitive.execute(queue, arguments);
            queue._wait();
        }

        @Override
        public List<float[]> result() {
            run();
            results.get(values);
            return List.of(values);
        }
    }
}
