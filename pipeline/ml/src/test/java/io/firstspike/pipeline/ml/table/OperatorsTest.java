package io.firstspike.pipeline.ml.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import io.firstspike.pipeline.ml.table.Fitting.Part;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Operators with a failure in the middle, and rows that cannot be used. */
@SuppressWarnings("try") // a harness declares that closing it may be interrupted
class OperatorsTest {

  private static final Dataset DIGITS = MnistSample.train().slice(0, 60);
  private static final int MIDDLE = 35;
  private static final NetworkSpec SPEC =
      NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", 20L));

  private static final RowTypeInfo ROWS =
      new RowTypeInfo(
          new TypeInformation<?>[] {SpikeTypes.IMAGE, Types.STRING},
          new String[] {"image", "label"});
  private static final RowTypeInfo DECIDED =
      new RowTypeInfo(
          new TypeInformation<?>[] {
            SpikeTypes.IMAGE, Types.STRING, Types.STRING, Types.FLOAT, Types.FLOAT, Types.STRING
          },
          new String[] {"image", "label", "prediction", "potential", "margin", "modelVersion"});
  private static final OutputTag<Row> PREQUENTIAL = new OutputTag<>("decided", DECIDED);

  private static final InputColumn IMAGES = new InputColumn("image", 0, false, PixelLayout.DEFAULT);
  private static final LabelColumn LABELS = new LabelColumn("label", 1);

  private static Row digit(int index) {
    return Row.of(DIGITS.image(index), DIGITS.label(index));
  }

  private static AddedColumns columns(String handleInvalid) {
    return new AddedColumns("image", 4, DECIDED, handleInvalid);
  }

  private static FreshNetwork fresh() {
    return FreshNetwork.of(SPEC, 1);
  }

  private static LearnOnline learnOnline() {
    return new LearnOnline(
        fresh(), IMAGES, LABELS, false, 10, columns(HasInvalid.ERROR), PREQUENTIAL, ROWS);
  }

  private static TwoInputStreamOperatorTestHarness<Row, Row, Row> harness(
      TwoInputStreamOperator<Row, Row, Row> operator, OperatorSubtaskState state) throws Exception {
    var harness = new TwoInputStreamOperatorTestHarness<>(operator, 1, 1, 0);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void send(
      TwoInputStreamOperatorTestHarness<Row, Row, Row> harness, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      harness.processElement1(new StreamRecord<>(digit(i)));
    }
  }

  private static List<Row> end(TwoInputStreamOperatorTestHarness<Row, Row, Row> harness)
      throws Exception {
    harness.endInput1();
    harness.endInput2();
    return List.copyOf(harness.extractOutputValues());
  }

  @Test
  void onlineLearningGoesOnFromACheckpointAsIfNothingHadHappened() throws Exception {
    List<Row> undisturbed;
    List<Row> decidedUndisturbed;
    try (var harness = harness(learnOnline(), null)) {
      send(harness, 0, DIGITS.size());
      undisturbed = end(harness);
      decidedUndisturbed = decided(harness);
    }
    List<Row> models = new ArrayList<>();
    List<Row> decided = new ArrayList<>();
    OperatorSubtaskState state;
    try (var harness = harness(learnOnline(), null)) {
      send(harness, 0, MIDDLE);
      models.addAll(harness.extractOutputValues());
      decided.addAll(decided(harness));
      state = harness.snapshot(1, 1);
      send(harness, MIDDLE, DIGITS.size()); // lost in the failure
    }
    try (var harness = harness(learnOnline(), state)) {
      send(harness, MIDDLE, DIGITS.size());
      models.addAll(end(harness));
      decided.addAll(decided(harness));
    }

    assertThat(fingerprints(models)).isEqualTo(fingerprints(undisturbed));
    assertThat(decided.stream().map(row -> Row.project(row, new int[] {2, 3, 4, 5})))
        .containsExactlyElementsOf(
            decidedUndisturbed.stream()
                .map(row -> Row.project(row, new int[] {2, 3, 4, 5}))
                .toList());
  }

  private static List<Row> decided(TwoInputStreamOperatorTestHarness<Row, Row, Row> harness) {
    return harness.getSideOutput(PREQUENTIAL).stream().map(StreamRecord::getValue).toList();
  }

  private static List<String> fingerprints(List<Row> models) {
    return models.stream()
        .map(row -> ModelData.version(row) + " " + ModelData.model(row).fingerprint())
        .toList();
  }

  @Test
  void fittingKeepsItsRowsThroughAFailure() throws Exception {
    String undisturbed;
    try (var harness = harness(fit(false), null)) {
      send(harness, 0, DIGITS.size());
      undisturbed = only(end(harness)).fingerprint();
    }
    OperatorSubtaskState state;
    try (var harness = harness(fit(false), null)) {
      send(harness, 0, MIDDLE);
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(fit(false), state)) {
      send(harness, MIDDLE, DIGITS.size());

      assertThat(only(end(harness)).fingerprint()).isEqualTo(undisturbed);
    }
  }

  private static FitNetwork fit(boolean skipsInvalid) {
    return new FitNetwork(new Fitting(fresh(), Part.ALL, 1), IMAGES, LABELS, false, skipsInvalid);
  }

  private static Model only(List<Row> models) {
    assertThat(models).hasSize(1);
    return ModelData.model(models.get(0));
  }

  @Test
  void rowsWaitForTheFirstModelThroughAFailure() throws Exception {
    Row model;
    try (var harness = harness(fit(false), null)) {
      send(harness, 0, DIGITS.size());
      model = end(harness).get(0);
    }
    OperatorSubtaskState state;
    try (var harness = harness(apply(), null)) {
      send(harness, 0, 3);
      state = harness.snapshot(1, 1);
      assertThat(harness.extractOutputValues()).isEmpty();
    }
    try (var harness = harness(apply(), state)) {
      send(harness, 3, 5);
      harness.processElement2(new StreamRecord<>(model));
      send(harness, 5, 6);

      assertThat(harness.extractOutputValues())
          .extracting(row -> row.getField(1), row -> row.getField(5))
          .containsExactly(
              IntStream.range(0, 6)
                  .mapToObj(i -> Tuple.tuple(DIGITS.label(i), "a version"))
                  .toArray(Tuple[]::new));
    }
  }

  /** Adds the same values whatever the model: the classifiers' tests look at decisions. */
  private static ApplyModel apply() {
    return new ApplyModel((model, version) -> new Constant(), columns(HasInvalid.ERROR), ROWS);
  }

  private static final class Constant implements RowFunction {

    @Override
    public int batchSize() {
      return 1;
    }

    @Override
    public List<Object[]> apply(List<Row> rows) {
      return rows.stream().map(row -> new Object[] {"7", 1f, 0f, "a version"}).toList();
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  @Test
  void aRowWithoutImageOrLabelEndsTheJobUnlessItIsSkipped() throws Exception {
    try (var harness = harness(fit(false), null)) {
      assertThatThrownBy(
              () -> harness.processElement1(new StreamRecord<>(Row.of(DIGITS.image(0), null))))
          .isInstanceOf(SuppressRestartsException.class)
          .hasCauseInstanceOf(ValidationException.class)
          .hasStackTraceContaining("its label (label) is null")
          .hasStackTraceContaining("handleInvalid");
    }
    try (var harness = harness(fit(true), null)) {
      harness.processElement1(new StreamRecord<>(Row.of(null, "3")));
      send(harness, 0, DIGITS.size());

      assertThat(end(harness)).hasSize(1);
    }
  }

  @Test
  void aTableWithoutRowsTeachesNothing() throws Exception {
    try (var harness = harness(fit(false), null)) {
      assertThatThrownBy(() -> end(harness))
          .hasStackTraceContaining("there is nothing to learn from: the table has no rows");
    }
  }
}
