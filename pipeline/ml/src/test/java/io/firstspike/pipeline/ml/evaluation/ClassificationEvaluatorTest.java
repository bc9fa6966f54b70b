package io.firstspike.pipeline.ml.evaluation;

import static io.firstspike.pipeline.ml.DigitTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.pipeline.ml.DigitTables;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ClassificationEvaluatorTest {

  private static final RowTypeInfo TYPE =
      new RowTypeInfo(
          new TypeInformation<?>[] {Types.DOUBLE, Types.STRING},
          new String[] {"label", "prediction"});

  /** Labels are numbers and predictions text: 1.0 is "1". */
  private static final List<Row> ROWS =
      List.of(
          Row.of(1.0, "1"),
          Row.of(1.0, "2"),
          Row.of(2.0, "2"),
          Row.of(2.0, null),
          Row.of(null, "2"),
          Row.of(1.0, "1"),
          Row.of(3.0, "1"));

  private static Table[] evaluated() {
    StreamTableEnvironment environment = DigitTables.environment();
    return new ClassificationEvaluator()
        .setCurveEvery(2)
        .transform(DigitTables.of(environment, ROWS, TYPE));
  }

  @Test
  void countsByLabelAndPrediction() {
    Row metrics = rows(evaluated()[0]).get(0);

    assertThat(metrics.<Long>getFieldAs("rows")).isEqualTo(6);
    assertThat(metrics.<Long>getFieldAs("silent")).isEqualTo(1);
    assertThat(metrics.<Double>getFieldAs("accuracy")).isEqualTo(0.5);
    assertThat(metrics.<String[]>getFieldAs("labels")).containsExactly("1", "2", "3");
    assertThat(metrics.<Double[]>getFieldAs("precision")).containsExactly(2.0 / 3, 0.5, null);
    assertThat(metrics.<Double[]>getFieldAs("recall")).containsExactly(2.0 / 3, 0.5, 0.0);
    assertThat(metrics.<Long[][]>getFieldAs("confusion"))
        .isDeepEqualTo(new Long[][] {{2L, 1L, 0L, 0L}, {0L, 1L, 0L, 1L}, {1L, 0L, 0L, 0L}});
  }

  @Test
  void tellsTheCurve() {
    assertThat(rows(evaluated()[1]))
        .containsExactly(Row.of(2L, 0.5, 0.5), Row.of(4L, 0.5, 0.5), Row.of(6L, 0.5, 0.5));
  }
}
