package io.atled.nn.data;

import com.google.common.collect.Iterables;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.schedule.Descent;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Samples with what is wanted of each: two tensors whose axis 0 counts the samples.
///
/// A batch is a data set too, a small one:
///
/// ```java
/// for (Dataset batch : data.batches(Descent.miniBatch(32), random)) {
///     Tensor loss = Loss.softmaxCrossEntropy(model.forward(batch.inputs()), batch.targets());
///     Gradients g = loss.gradients();
/// }
/// ```
///
/// **Shape** inputs `(n,…)`, targets `(n,…)`; class labels are I32 `(n)`, one real value for each
/// sample is `(n,1)`, like the output of a layer with one output.
///
/// @param inputs what the model is given
/// @param targets what is wanted for it: labels or values
public record Dataset(Tensor inputs, Tensor targets) {
    /// Checks that both have as many samples.
    ///
    /// @throws ShapeMismatch if a part has no axis 0, or the two differ along it
    public Dataset {
        if (inputs.rank() == 0 || targets.rank() == 0) {
            throw new ShapeMismatch("dataset: axis 0 counts the samples, got inputs "
                    + inputs.shape() + " and targets " + targets.shape()
                    + "; give a single sample an axis with unsqueeze(0)");
        }
        if (inputs.shape().get(0) != targets.shape().get(0)) {
            throw new ShapeMismatch("dataset: needs one target for each input, got inputs "
                    + inputs.shape() + " and targets " + targets.shape() + ": "
                    + inputs.shape().get(0) + " ≠ " + targets.shape().get(0)
                    + " at axis 0, which counts the samples");
        }
        inputs = inputs.detach();
        targets = targets.detach();
    }

    /// The number of samples.
    public int size() {
        return inputs.shape().get(0);
    }

    /// Whether there are no samples.
    public boolean isEmpty() {
        return size() == 0;
    }

    /// The samples with these numbers, in this order; one may be taken more than once.
    ///
    /// @throws IndexOutOfBoundsException if there is no such sample
    public Dataset take(int... indices) {
        for (int i : indices) {
            if (i < 0 || i >= size()) {
                throw new IndexOutOfBoundsException("dataset.take: there is no sample " + i
                        + "; samples count from 0 to " + (size() - 1));
            }
        }
        Tensor index = Tensor.of(indices);
        return Recording.off(() -> new Dataset(
                inputs.indexSelect(0, index), targets.indexSelect(0, index)));
    }

    /// One epoch of batches: what the model sees, one batch for each update.
    ///
    /// The order is drawn here, once; each batch is made when the iteration reaches it.
    ///
    /// @param random asked only if `descent` shuffles
    /// @throws DataError if there are no samples
    /// @throws IllegalArgumentException if there are not enough samples for one batch
    public Iterable<Dataset> batches(Descent descent, RandomGenerator random) {
        requireSamples("dataset.batches");
        return Iterables.transform(descent.batches(size(), random), this::take);
    }

    /// This set, if it has samples.
    ///
    /// @param operation who needs them, for the message
    /// @throws DataError if there are none
    public Dataset requireSamples(String operation) {
        if (isEmpty()) {
            throw new DataError(operation + ": needs at least 1 sample, got inputs "
                    + inputs.shape() + "; an empty set has nothing to learn from or to measure:"
                    + " check what was loaded and how it was split");
        }
        return this;
    }

    /// Puts the samples whose number passes `test` into the test part, all others into the training
    /// part; both keep the order.
    ///
    /// ```java
    /// Split split = data.split(i -> i % 5 == 0);      // every fifth, from the first
    /// ```
    ///
    /// @throws DataError if a part would be empty
    public Split split(IntPredicate test) {
        int[] tested = IntStream.range(0, size()).filter(test).toArray();
        int[] trained = IntStream.range(0, size()).filter(test.negate()).toArray();
        if (tested.length == 0 || trained.length == 0) {
            throw new DataError("dataset.split: both parts need samples, got " + trained.length
                    + " for training and " + tested.length + " for testing out of " + size()
                    + "; check the condition");
        }
        return new Split(take(trained), take(tested));
    }

    /// Puts a random `fraction` of the samples, rounded, into the test part; both keep the order.
    ///
    /// @throws DataError if a part would be empty
    /// @throws IllegalArgumentException if `fraction` is not between 0 and 1
    public Split split(double fraction, RandomGenerator random) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("dataset.split: the fraction for testing must lie"
                    + " between 0 and 1, got " + fraction + "; 0.2 tests with a fifth");
        }
        requireSamples("dataset.split");
        int[] shuffled = Descent.miniBatch(size()).batches(size(), random).iterator().next();
        boolean[] tested = new boolean[size()];
        for (int i : Arrays.copyOf(shuffled, (int) Math.round(fraction * size()))) {
            tested[i] = true;
        }
        return split(i -> tested[i]);
    }

    /// This set with its floating-point parts in another element type; labels stay as they are.
    ///
    /// @throws DTypeMismatch if `dtype` is not floating point
    public Dataset to(DType dtype) {
        if (!dtype.isFloat()) {
            throw new DTypeMismatch("dataset.to: needs F32 or F64, got " + dtype
                    + "; convert the tensors themselves to have other types");
        }
        return new Dataset(converted(inputs, dtype), converted(targets, dtype));
    }

    private static Tensor converted(Tensor part, DType dtype) {
        return part.dtype().isFloat() ? part.to(dtype) : part;
    }

    /// This set with other inputs for the same targets.
    ///
    /// @throws ShapeMismatch if there are more or fewer of them
    public Dataset withInputs(Tensor others) {
        return new Dataset(others, targets);
    }

    @Override
    public String toString() {
        return "Dataset(" + size() + " samples, inputs " + inputs.dtype() + " " + inputs.shape()
                + ", targets " + targets.dtype() + " " + targets.shape() + ")";
    }
}
