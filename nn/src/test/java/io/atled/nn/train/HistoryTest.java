package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static Row row(int epoch, double loss, double hits, double validationLoss) {
        return new Row(epoch, 45L * epoch, 1437L * epoch,
                new Scores(loss, ImmutableMap.of("hits", hits)),
                Optional.of(new Scores(validationLoss, ImmutableMap.of("hits", hits / 2))),
                0.001, 0.25);
    }

    private static History history(Row... rows) {
        return new History(ImmutableList.copyOf(rows), ImmutableDoubleArray.of(), rows.length,
                rows.length);
    }

    @Test
    void printsATable() {
        assertEquals("""
                epoch  updates  samples     rate       loss    hits  val. loss  val. hits  seconds
                    1       45     1437  0.00100     2.3026  0.1000     2.5000     0.0500     0.25
                    2       90     2874  0.00100  1.235e-05  1.0000        NaN     0.5000     0.25
                """, history(row(1, 2.30259, 0.1, 2.5), row(2, 1.2345e-5, 1, Double.NaN))
                .format());
    }

    @Test
    void findsTheBestEpoch() {
        History history = history(row(1, 3, 0.5, Double.NaN), row(2, 2, 0.9, 1),
                row(3, 1, 0.9, Double.NaN));
        assertEquals(2, history.best("loss", Goal.LOWER).epoch(), "validation counts");
        assertEquals(2, history.best("hits", Goal.HIGHER).epoch(), "the first at ties");
    }
}
