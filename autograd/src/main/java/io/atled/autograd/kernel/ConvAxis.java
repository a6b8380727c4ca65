package io.atled.autograd.kernel;

import com.google.common.base.Suppliers;
import com.google.common.primitives.Ints;
import io.atled.autograd.shape.Slide;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;

/// One axis of a convolution, laid out so that the elements that a tap of the window meets at
/// successive places lie side by side.
///
/// At place `i`, tap `t` meets element `i·stride + t·dilation` of the padded axis. With
/// t·dilation = shift·stride + residue this is number `i + shift` of the elements with that
/// residue. These are laid out together: a **phase**. The zeros before the data of a row are also
/// the zeros after the row before it.
///
/// ```
/// stride 2, padding 1, the elements a b c d e, windows of three:
/// phase 0 (taps 0 and 2)    0 b d 0      at place i, tap 0 meets number i, tap 2 number i + 1
/// phase 1 (tap 1)           a c e
/// ```
///
/// Where windows are so large that they stand at few places, most of a row is no place, and most
/// taps meet no place on the way back. There each tap has a phase of its own, just what it meets,
/// and a way back of its own: the axis is **tight**.
final class ConvAxis {
    private final int size;
    private final int window;
    private final int places;
    private final Slide slide;
    private final boolean tight;

    /// The residue of each phase, and the phase of each tap.
    private final int[] residues;
    private final int[] phases;
    private final List<Run> gathering;

    /// Found when they are asked for: a convolution itself needs none.
    private final Supplier<List<Way>> ways;
    private final Supplier<Integer> margin;

    /// A run of elements and where it goes: `source`, `source + step`, … to `target`, `target + 1`,
    /// … of a phase.
    record Run(int phase, int target, int source, int step, int count) {}

    /// The way back to the elements with one residue, of which `first` is the number of the first:
    /// where they stand, and which taps meet them, at least one.
    @SuppressWarnings("ArrayRecordComponent")        // nobody compares or changes them
    record Way(int first, Run run, int[] taps) {}

    ConvAxis(int size, int window, Slide slide, int places) {
        this.size = size;
        this.window = window;
        this.slide = slide;
        this.places = places;
        this.phases = new int[window];
        this.residues = residues(phases);
        List<Run> spread = spread();
        this.tight = pitch(spread) > LOOSE * places && (long) window * places <= COPIES * size;
        this.gathering = tight ? apart() : spread;
        this.ways = Suppliers.memoize(() -> tight ? waysOfTaps() : waysBack());
        this.margin = Suppliers.memoize(() -> tight ? 0 : mostAhead());
    }

    /// The length of a row for each place of it that is too much, and the copies of an element that
    /// are not, instead.
    private static final int LOOSE = 2;
    private static final long COPIES = 4;

    /// The residues of the taps in the order in which they come; writes the number of each tap's.
    private int[] residues(int[] numbers) {
        var known = new HashMap<Integer, Integer>();
        var residues = new ArrayList<Integer>();
        for (int tap = 0; tap < window; tap++) {
            int residue = tap * slide.dilation() % slide.stride();
            Integer number = known.putIfAbsent(residue, residues.size());
            numbers[tap] = number == null ? residues.size() : number;
            if (number == null) {
                residues.add(residue);
            }
        }
        return Ints.toArray(residues);
    }

    /// The number of the first element with a residue that is not padding.
    private int first(int residue) {
        return Math.max(0, Math.ceilDiv(slide.before() - residue, slide.stride()));
    }

    /// The number after that of the last one.
    private int end(int residue) {
        return Math.floorDiv(size - 1 + slide.before() - residue, slide.stride()) + 1;
    }

    /// The index of number `i` with a residue.
    private int index(int i, int residue) {
        return i * slide.stride() + residue - slide.before();
    }

    private List<Run> spread() {
        var runs = new ArrayList<Run>();
        for (int phase = 0; phase < residues.length; phase++) {
            int residue = residues[phase];
            int from = first(residue);
            int to = Math.min(end(residue), places + ahead(window - 1));
            if (from < to) {
                runs.add(new Run(phase, from, index(from, residue), slide.stride(), to - from));
            }
        }
        return runs;
    }

    /// What each tap meets.
    private List<Run> apart() {
        var runs = new ArrayList<Run>();
        for (int tap = 0; tap < window; tap++) {
            int offset = tap * slide.dilation();
            int from = first(offset);
            int to = Math.min(end(offset), places);
            if (from < to) {
                runs.add(new Run(tap, from, index(from, offset), slide.stride(), to - from));
            }
        }
        return runs;
    }

    private List<Way> waysOfTaps() {
        return gathering.stream().map(run -> new Way(run.target(), new Run(0, 0, run.source(),
                run.step(), run.count()), new int[] {run.phase()})).toList();
    }

    private List<Way> waysBack() {
        int[][] taps = tapsOfPhases();
        var all = new ArrayList<Way>();
        for (int phase = 0; phase < residues.length; phase++) {
            int residue = residues[phase];
            int from = first(residue);
            int count = end(residue) - from;
            if (count > 0) {
                all.add(new Way(from, new Run(0, 0, index(from, residue), slide.stride(), count),
                        taps[phase]));
            }
        }
        return all;
    }

    private int[][] tapsOfPhases() {
        int[] counts = new int[residues.length];
        for (int phase : phases) {
            counts[phase]++;
        }
        int[][] taps = new int[residues.length][];
        Arrays.setAll(taps, phase -> new int[counts[phase]]);
        for (int tap = window - 1; tap >= 0; tap--) {
            int phase = phases[tap];
            taps[phase][--counts[phase]] = tap;
        }
        return taps;
    }

    int size() {
        return size;
    }

    int window() {
        return window;
    }

    int places() {
        return places;
    }

    /// The element that a tap meets at a place, -1 if it is padding.
    int element(int place, int tap) {
        int element = place * slide.stride() + tap * slide.dilation() - slide.before();
        return element < size ? Math.max(-1, element) : -1;
    }

    /// The first place at which a window may cover an element.
    int firstPlace(int element) {
        long start = element + slide.before() + 1 - slide.reach(window);
        return (int) Math.max(0, Math.ceilDiv(start, slide.stride()));
    }

    /// The last place at which a window may cover an element.
    int lastPlace(int element) {
        return Math.min(places - 1, (element + slide.before()) / slide.stride());
    }

    /// The tap that meets an element at one of these places, -1 if it lies between taps.
    int tap(int element, int place) {
        int offset = element + slide.before() - place * slide.stride();
        return offset % slide.dilation() == 0 ? offset / slide.dilation() : -1;
    }

    /// Whether ways back lead to the same elements, so that what they bring is added.
    boolean isTight() {
        return tight;
    }

    int phases() {
        return tight ? window : residues.length;
    }

    int phase(int tap) {
        return tight ? tap : phases[tap];
    }

    /// How many numbers a tap is ahead of place 0.
    int shift(int tap) {
        return tight ? 0 : ahead(tap);
    }

    private int ahead(int tap) {
        return tap * slide.dilation() / slide.stride();
    }

    /// Where the elements go, phase by phase.
    List<Run> gathering() {
        return gathering;
    }

    /// The length of a phase: data and places fit, and what is read beyond the end are the zeros
    /// before the next row.
    int pitch() {
        return tight ? places : pitch(gathering);
    }

    private int pitch(List<Run> runs) {
        int read = places + ahead(window - 1);
        int zeros = read;
        int end = 1;
        for (Run run : runs) {
            zeros = Math.min(zeros, run.target());
            end = Math.max(end, run.target() + run.count());
        }
        return Math.max(end, Math.max(places, read - zeros));
    }

    /// Where places go as they are, behind so many zeros.
    List<Run> placing(int zeros) {
        return List.of(new Run(0, zeros, 0, 1, places));
    }

    /// The ways back to all elements that a tap meets.
    List<Way> ways() {
        return ways.get();
    }

    /// Whether a way leads back to every element, and just one.
    boolean reachesAll() {
        return !tight && ways().size() == Math.min(slide.stride(), size);
    }

    /// Zeros before the places, so that each tap finds something on its way back.
    int margin() {
        return margin.get();
    }

    private int mostAhead() {
        int most = 0;
        for (Way way : ways()) {
            for (int tap : way.taps()) {
                most = Math.max(most, shift(tap) - way.first());
            }
        }
        return most;
    }

    /// The length of a row of places and their zeros: places and elements fit.
    int pitchBack() {
        int pitch = margin() + places;
        for (Way way : ways()) {
            pitch = Math.max(pitch, way.first() + way.run().count());
        }
        return pitch;
    }
}
