package io.firstspike.pipeline.ml.evaluation;

import io.firstspike.engine.text.LabelSpelling;
import io.firstspike.pipeline.ml.table.LabelColumn;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ObjectArrayTypeInfo;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;

/**
 * Counts decisions by label and prediction; gives the metrics at the end and the curve meanwhile.
 * Runs in one subtask, as the curve has an order.
 */
final class CountDecisions extends AbstractStreamOperator<Row>
    implements OneInputStreamOperator<Row, Row>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private static final TypeInformation<Double[]> DOUBLES =
      ObjectArrayTypeInfo.getInfoFor(Types.DOUBLE);
  private static final TypeInformation<Long[]> LONGS = ObjectArrayTypeInfo.getInfoFor(Types.LONG);

  static final RowTypeInfo METRICS =
      new RowTypeInfo(
          new TypeInformation<?>[] {
            Types.LONG,
            Types.LONG,
            Types.DOUBLE,
            ObjectArrayTypeInfo.getInfoFor(Types.STRING),
            DOUBLES,
            DOUBLES,
            ObjectArrayTypeInfo.getInfoFor(LONGS)
          },
          new String[] {
            "rows", "silent", "accuracy", "labels", "precision", "recall", "confusion"
          });

  static final RowTypeInfo CURVE =
      new RowTypeInfo(
          new TypeInformation<?>[] {Types.LONG, Types.DOUBLE, Types.DOUBLE},
          new String[] {"rows", "accuracy", "accuracySoFar"});

  /** A label, a prediction or the empty text for silence, and the number of such rows. */
  private static final RowTypeInfo COUNT = new RowTypeInfo(Types.STRING, Types.STRING, Types.LONG);

  private static final String SILENT = "";

  private final LabelColumn labels;
  private final LabelColumn predictions;
  private final int curveEvery;
  private final OutputTag<Row> curve;
  private transient Map<String, Map<String, Long>> counts;
  private transient long rows;
  private transient long right;
  private transient long rightBefore;
  private transient ListState<Row> savedCounts;
  private transient ListState<Long> savedRightBefore;

  CountDecisions(
      LabelColumn labels, LabelColumn predictions, int curveEvery, OutputTag<Row> curve) {
    this.labels = labels;
    this.predictions = predictions;
    this.curveEvery = curveEvery;
    this.curve = curve;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    savedCounts =
        context.getOperatorStateStore().getListState(new ListStateDescriptor<>("counts", COUNT));
    savedRightBefore =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("right-before", Types.LONG));
    counts = new TreeMap<>();
    for (Row count : savedCounts.get()) {
      count(count.getFieldAs(0), count.getFieldAs(1), count.<Long>getFieldAs(2));
    }
    for (long before : savedRightBefore.get()) {
      rightBefore = before;
    }
  }

  @Override
  public void processElement(StreamRecord<Row> element) {
    Optional<String> label = labels.of(element.getValue()).map(LabelSpelling::tidy);
    if (label.isEmpty()) {
      return;
    }
    String prediction = predictions.of(element.getValue()).map(LabelSpelling::tidy).orElse(SILENT);
    count(label.get(), prediction, 1);
    if (rows % curveEvery == 0) {
      double accuracy = (double) (right - rightBefore) / curveEvery;
      output.collect(curve, new StreamRecord<>(Row.of(rows, accuracy, (double) right / rows)));
      rightBefore = right;
    }
  }

  private void count(String label, String prediction, long times) {
    counts.computeIfAbsent(label, unused -> new TreeMap<>()).merge(prediction, times, Long::sum);
    rows += times;
    right += label.equals(prediction) ? times : 0;
  }

  @Override
  public void endInput() {
    TreeSet<String> names = new TreeSet<>(counts.keySet());
    counts.values().forEach(row -> names.addAll(row.keySet()));
    names.remove(SILENT);
    String[] ordered = names.toArray(String[]::new);
    Long[][] confusion = confusion(ordered);
    long silent = Arrays.stream(confusion).mapToLong(row -> row[ordered.length]).sum();
    output.collect(
        new StreamRecord<>(
            Row.of(
                rows,
                silent,
                share(right, rows),
                ordered,
                precision(confusion),
                recall(confusion),
                confusion)));
  }

  /** The counts by label and prediction; the last column counts silence. */
  private Long[][] confusion(String[] names) {
    Long[][] confusion = new Long[names.length][names.length + 1];
    for (int i = 0; i < names.length; i++) {
      for (int j = 0; j < names.length; j++) {
        confusion[i][j] = times(names[i], names[j]);
      }
      confusion[i][names.length] = times(names[i], SILENT);
    }
    return confusion;
  }

  private static Double[] precision(Long[][] confusion) {
    Double[] precision = new Double[confusion.length];
    for (int i = 0; i < precision.length; i++) {
      int column = i;
      long predicted = Arrays.stream(confusion).mapToLong(row -> row[column]).sum();
      precision[i] = share(confusion[i][i], predicted);
    }
    return precision;
  }

  private static Double[] recall(Long[][] confusion) {
    Double[] recall = new Double[confusion.length];
    for (int i = 0; i < recall.length; i++) {
      long came = Arrays.stream(confusion[i]).mapToLong(Long::longValue).sum();
      recall[i] = share(confusion[i][i], came);
    }
    return recall;
  }

  private long times(String label, String prediction) {
    return counts.getOrDefault(label, Map.of()).getOrDefault(prediction, 0L);
  }

  private static Double share(long part, long whole) {
    return whole == 0 ? null : (Double) ((double) part / whole);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    savedCounts.clear();
    for (var row : counts.entrySet()) {
      for (var count : row.getValue().entrySet()) {
        savedCounts.add(Row.of(row.getKey(), count.getKey(), count.getValue()));
      }
    }
    savedRightBefore.clear();
    savedRightBefore.add(rightBefore);
  }
}
