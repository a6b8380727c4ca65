package io.atled.benchmarks.peer;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.Gemm.Form;
import io.atled.benchmarks.workload.Workload;
import java.util.List;
import java.util.Optional;

/// `dev.ludovic.netlib:blas`, another BLAS in Java with the Vector API: one thread, heap arrays,
/// columns first.
public final class Netlib implements Peer {
    private final BLAS blas = JavaBLAS.getInstance();

    @Override
    public String name() {
        return "netlib";
    }

    @Override
    public String version() {
        return "netlib " + blas.getClass().getSimpleName();
    }

    @Override
    public void threads(int count) {
        if (count != 1) {
            throw new IllegalArgumentException("threads: netlib has one thread, got " + count);
        }
    }

    @Override
    public Optional<Job> job(Workload workload) {
        return workload instanceof Gemm gemm ? Optional.of(product(gemm)) : Optional.empty();
    }

    /// Columns first, c = a·b is cᵀ = bᵀ·aᵀ of the same memory.
    private Job product(Gemm of) {
        float[] a = of.a();
        float[] b = of.b();
        float[] c = new float[of.batch() * of.m() * of.n()];
        boolean turnA = of.form() == Form.TN;
        boolean turnB = of.form() == Form.NT;
        return new Job() {
            @Override
            public void run() {
                for (int i = 0; i < of.batch(); i++) {
                    blas.sgemm(turnB ? "T" : "N", turnA ? "T" : "N", of.n(), of.m(), of.k(), 1,
                            b, i * of.k() * of.n(), turnB ? of.k() : of.n(),
                            a, i * of.m() * of.k(), turnA ? of.m() : of.k(), 0,
                            c, i * of.m() * of.n(), of.n());
                }
            }

            @Override
            public List<float[]> result() {
                run();
                return List.of(c);
            }
        };
    }
}
