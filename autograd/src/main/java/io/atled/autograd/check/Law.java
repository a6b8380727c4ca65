package io.atled.autograd.check;

import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.List;

/// What every operation must satisfy.
public enum Law {
    /// The gradient by reverse mode equals differences of the value.
    REVERSE_MODE("reverse mode equals differences", Scope.DIFFERENCES,
            DerivativeLaws::reverseModeEqualsDifferences),
    /// The gradient of the gradient equals differences of the gradient.
    SECOND_ORDER("second order equals differences of the gradient", Scope.DIFFERENCES,
            OrderLaws::secondOrderEqualsDifferencesOfTheGradient),
    /// ⟨dy, J·dx⟩ = ⟨Jᵀ·dy, dx⟩.
    FORWARD_MODE("forward mode equals reverse mode", Scope.DERIVATIVES,
            DerivativeLaws::forwardModeEqualsReverseMode),
    /// The recorded backward pass can be differentiated by its cotangent.
    TRANSPOSE("vjp transposed is forward mode", Scope.DERIVATIVES,
            OrderLaws::vjpTransposedIsForwardMode),
    /// Recorded forward mode can be differentiated.
    FORWARD_ORDER("forward mode is differentiable", Scope.DERIVATIVES,
            OrderLaws::forwardModeIsDifferentiable),
    /// The vector-Jacobian product is linear in its cotangent.
    LINEAR_VJP("vjp is linear in its cotangent", Scope.DERIVATIVES,
            DerivativeLaws::vjpIsLinearInItsCotangent),
    /// The backward pass gives the same whether it is recorded or not.
    RECORDED_BACKWARD("recorded backward equals plain backward", Scope.DERIVATIVES,
            DerivativeLaws::recordedBackwardEqualsPlainBackward),
    /// Broadcasting equals writing the numbers out.
    BROADCASTING("broadcasting equals explicit expand", Scope.BROADCASTING,
            ShapeLaws::broadcastingEqualsExplicitExpand),
    /// `infer` and `inferType` equal what `run` gives.
    INFER("infer equals the real shape and type", Scope.ALL,
            ShapeLaws::inferEqualsTheRealShapeAndType),
    /// Nothing, one element and rank 0 work or are refused by name.
    SMALL_INPUTS("small inputs work or are refused", Scope.ALL,
            ShapeLaws::smallInputsWorkOrAreRefused),
    /// Wrong shapes raise `ShapeMismatch` naming the operation.
    WRONG_SHAPES("wrong shapes are refused by name", Scope.ALL,
            ShapeLaws::wrongShapesAreRefusedByName),
    /// Wrong element types raise `DTypeMismatch` naming the operation.
    WRONG_TYPES("wrong types are refused by name", Scope.ALL,
            ShapeLaws::wrongTypesAreRefusedByName),
    /// Views over the same numbers give the same bits.
    STRIDED("strided equals contiguous", Scope.ALL, StorageLaws::stridedEqualsContiguous),
    /// 1, 2 and 4 threads give the same bits.
    THREADS("same bits for any number of threads", Scope.ALL,
            StorageLaws::sameBitsForAnyNumberOfThreads),
    /// Nothing writes into inputs, results or cotangents.
    UNTOUCHED("inputs and cotangents stay as they are", Scope.ALL,
            StorageLaws::inputsAndCotangentsStayAsTheyAre),
    /// A pointwise rule gives the same on numbers, tensors and kernels.
    READERS("readers of a rule agree", Scope.POINTWISE, ValueLaws::readersOfARuleAgree),
    /// The partial derivatives of a pointwise rule are those of its value by dual numbers.
    DUALS("partial derivatives equal dual numbers", Scope.POINTWISE,
            ValueLaws::derivativesEqualDualNumbers),
    /// F32 is as good as rounding the inputs allows.
    SINGLE_PRECISION("single precision is within a few ulp", Scope.SINGLE,
            ValueLaws::singlePrecisionIsWithinAFewUlp);

    private final String sentence;
    private final Scope scope;
    private final Check check;

    Law(String sentence, Scope scope, Check check) {
        this.sentence = sentence;
        this.scope = scope;
        this.check = check;
    }

    /// The law in words.
    public String sentence() {
        return sentence;
    }

    /// Why the law says nothing about `op` on these inputs; empty if it does.
    String silence(Op op, Sample sample) {
        return scope.silence(op, sample.inputs());
    }

    /// Throws what is wrong, if something is.
    void check(Op op, Sample sample) {
        check.run(op, sample);
    }

    private interface Check {
        void run(Op op, Sample sample);
    }

    /// What a law is about.
    private enum Scope {
        ALL,
        DERIVATIVES,
        DIFFERENCES,
        POINTWISE,
        BROADCASTING,
        SINGLE;

        String silence(Op op, List<Tensor> x) {
            return switch (this) {
                case ALL -> "";
                case POINTWISE -> op instanceof Pointwise ? "" : "it is not pointwise";
                case BROADCASTING -> op instanceof Pointwise && x.size() > 1 ? ""
                        : "it does not broadcast";
                case DERIVATIVES -> derivatives(op, x, false);
                case DIFFERENCES -> derivatives(op, x, true);
                case SINGLE -> result(op, x, DType.F32) == DType.F32
                        && result(op, x, DType.F64) == DType.F64 ? ""
                        : "its result is not F32 for F32 and F64 for F64";
            };
        }

        private static String derivatives(Op op, List<Tensor> x, boolean exact) {
            if (x.stream().noneMatch(t -> t.dtype().isFloat())) {
                return "no input has derivatives";
            }
            DType type = result(op, x, DType.F64);
            if (!type.isFloat()) {
                return "a result of type " + type + " has no derivatives";
            }
            return exact && type != DType.F64
                    ? "differences of an F32 result would drown in its rounding" : "";
        }

        private static DType result(Op op, List<Tensor> x, DType type) {
            return op.inferType(x.stream()
                    .map(t -> t.dtype().isFloat() ? type : t.dtype()).toList());
        }
    }
}
