package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.learning.ExampleException;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;

/**
 * Fits a network to a bounded table: keeps all rows, and when both inputs have ended it trains and
 * gives the model as one row of {@link ModelData}. The first input is rows, the second the model to
 * go on from, which may be empty. Runs in one subtask, as learning has an order.
 */
public final class FitNetwork extends AbstractStreamOperator<Row>
    implements TwoInputStreamOperator<Row, Row, Row>, BoundedMultiInput {

  private static final long serialVersionUID = 1L;

  /** The part of the heap that examples may take is one over this. */
  private static final int HEAP_SHARE = 2;

  private final Fitting fitting;
  private final InputColumn input;
  private final LabelColumn labels;
  private final boolean awaitsModel;
  private final boolean skipsInvalid;
  private transient InputColumn.Images images;
  private transient Examples examples;
  private transient Optional<Row> initial;
  private transient ListState<Row> savedExamples;
  private transient ListState<Row> savedModel;
  private transient int ended;

  /**
   * Makes an operator.
   *
   * @param labels the column of labels; null if only feature layers learn
   * @param awaitsModel whether the second input must give a model
   * @param skipsInvalid whether rows without image or label are left out; else they end the job
   */
  public FitNetwork(
      Fitting fitting,
      InputColumn input,
      LabelColumn labels,
      boolean awaitsModel,
      boolean skipsInvalid) {
    this.fitting = fitting;
    this.input = input;
    this.labels = labels;
    this.awaitsModel = awaitsModel;
    this.skipsInvalid = skipsInvalid;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    images = input.images(fitting.fresh().spec().input());
    examples = new Examples(input.volleys(), Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    initial = Optional.empty();
    savedExamples =
        context.getOperatorStateStore().getListState(new ListStateDescriptor<>("rows", rowType()));
    savedModel =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("initial-model", ModelData.TYPE));
    for (Row row : savedExamples.get()) {
      keep(row.getField(0), row.getFieldAs(1));
    }
    for (Row row : savedModel.get()) {
      initial = Optional.of(row);
    }
  }

  private RowTypeInfo rowType() {
    TypeInformation<?> value = input.volleys() ? SpikeTypes.VOLLEY : SpikeTypes.IMAGE;
    return new RowTypeInfo(value, Types.STRING);
  }

  @Override
  public void processElement1(StreamRecord<Row> element) {
    Row row = element.getValue();
    try {
      keep(input.volleys() ? input.volley(row) : images.of(row), label(row));
    } catch (IllegalArgumentException e) {
      if (!skipsInvalid) {
        throw InvalidRows.failure(input.name(), e);
      }
    }
  }

  private String label(Row row) {
    return labels == null ? "" : labels.require(row);
  }

  private void keep(Object value, String label) {
    if (value instanceof Volley volley) {
      examples.add(volley, label);
    } else {
      examples.add((Image) value, label);
    }
  }

  @Override
  public void processElement2(StreamRecord<Row> element) {
    initial = Optional.of(element.getValue());
  }

  @Override
  public void endInput(int which) {
    ended++;
    if (ended == 2) {
      output.collect(new StreamRecord<>(ModelData.row(trained())));
    }
  }

  private Model trained() {
    if (examples.size() == 0) {
      throw new SuppressRestartsException(
          new ValidationException("there is nothing to learn from: the table has no rows"));
    }
    if (awaitsModel && initial.isEmpty()) {
      throw new SuppressRestartsException(
          new ValidationException("the model data to go on from has no rows: fit a model first"));
    }
    try {
      return fitting.train(initial.map(ModelData::model), examples);
    } catch (ValidationException | ExampleException e) {
      throw new SuppressRestartsException(e);
    } catch (IllegalArgumentException e) {
      throw InvalidRows.failure(input.name(), e);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<Row> rows = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      Object value = examples.volleys() ? examples.volley(i) : examples.image(i);
      rows.add(Row.of(value, examples.label(i)));
    }
    savedExamples.update(rows);
    savedModel.update(initial.stream().toList());
  }
}
