package io.atled.benchmarks.peer;

import static org.bytedeco.openblas.global.openblas_full.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_full.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_full.CblasTrans;
import static org.bytedeco.openblas.global.openblas_full.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_full.openblas_get_corename;
import static org.bytedeco.openblas.global.openblas_full.openblas_set_num_threads;

import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.Gemm.Form;
import io.atled.benchmarks.workload.Workload;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;

/// OpenBLAS, through `org.bytedeco:openblas`: matrix products in native memory.
public final class OpenBlas implements Peer {
    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public String version() {
        return "OpenBLAS " + Native.version("openblas") + " for "
                + openblas_get_corename().getString();
    }

    @Override
    public void threads(int count) {
        openblas_set_num_threads(count);
    }

    @Override
    public Optional<Job> job(Workload workload) {
        return workload instanceof Gemm gemm ? Optional.of(new Product(gemm)) : Optional.empty();
    }

    private static final class Product implements Job {
        private final Gemm of;
        private final FloatPointer[] a;
        private final FloatPointer[] b;
        private final FloatPointer[] c;
        private final FloatPointer results;

        Product(Gemm of) {
            this.of = of;
            a = parts(new FloatPointer(of.a()), of.m() * of.k());
            b = parts(new FloatPointer(of.b()), of.k() * of.n());
            results = new FloatPointer((long) of.batch() * of.m() * of.n());
            c = parts(results, of.m() * of.n());
        }

        private FloatPointer[] parts(FloatPointer all, int size) {
            FloatPointer[] parts = new FloatPointer[of.batch()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = all.getPointer((long) i * size);
            }
            return parts;
        }

        @Override
        public void run() {
            boolean turnA = of.form() == Form.TN;
            boolean turnB = of.form() == Form.NT;
            for (int i = 0; i < a.length; i++) {
                cblas_sgemm(CblasRowMajor, turnA ? CblasTrans : CblasNoTrans,
                        turnB ? CblasTrans : CblasNoTrans, of.m(), of.n(), of.k(), 1,
                        a[i], turnA ? of.m() : of.k(), b[i], turnB ? of.k() : of.n(), 0,
                        c[i], of.n());
            }
        }

        @Override
        public List<float[]> result() {
            run();
            float[] values = new float[of.batch() * of.m() * of.n()];
            results.get(values);
            return List.of(values);
        }
    }
}
