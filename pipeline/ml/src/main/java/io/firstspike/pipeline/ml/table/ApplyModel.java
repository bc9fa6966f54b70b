package io.firstspike.pipeline.ml.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;

/**
 * Adds columns to rows by the latest model. The first input is rows, the second is model data,
 * broadcast. Rows that come before the first model wait in state; watermarks wait with them.
 */
public final class ApplyModel extends AbstractStreamOperator<Row>
    implements TwoInputStreamOperator<Row, Row, Row>, BoundedMultiInput {

  private static final long serialVersionUID = 1L;

  /** The only key of the broadcast state. */
  private static final String LATEST = "latest";

  private static final MapStateDescriptor<String, Row> MODEL =
      new MapStateDescriptor<>("model", Types.STRING, ModelData.TYPE);

  private final RowFunction.OfModel function;
  private final AddedColumns columns;
  private final ListStateDescriptor<Row> waitingState;
  private transient BroadcastState<String, Row> model;
  private transient ListState<Row> saved;
  private transient List<StreamRecord<Row>> waiting;
  private transient Watermark heldBack;
  private transient RowBatches rows;

  /**
   * Makes an operator that adds {@code columns}.
   *
   * @param input the table whose rows it takes
   */
  public ApplyModel(
      RowFunction.OfModel function, AddedColumns columns, TypeInformation<Row> input) {
    this.function = function;
    this.columns = columns;
    this.waitingState = new ListStateDescriptor<>("waiting-rows", input);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    model = context.getOperatorStateStore().getBroadcastState(MODEL);
    saved = context.getOperatorStateStore().getListState(waitingState);
    waiting = new ArrayList<>();
    for (Row row : saved.get()) {
      waiting.add(new StreamRecord<>(row));
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    Row latest = model.get(LATEST);
    if (latest != null) {
      use(latest);
    }
  }

  @Override
  public void processElement1(StreamRecord<Row> element) throws Exception {
    if (rows == null) {
      waiting.add(element.copy(element.getValue()));
    } else {
      rows.add(element);
    }
  }

  @Override
  public void processElement2(StreamRecord<Row> element) throws Exception {
    model.put(LATEST, element.getValue());
    use(element.getValue());
  }

  private void use(Row latest) throws Exception {
    RowFunction made = function.make(ModelData.model(latest), ModelData.version(latest));
    if (rows != null) {
      rows.flush();
      rows.close();
    }
    rows = new RowBatches(made, columns, output, getProcessingTimeService());
    for (StreamRecord<Row> row : waiting) {
      rows.add(row);
    }
    waiting.clear();
    if (heldBack != null) {
      processWatermark1(heldBack);
      heldBack = null;
    }
  }

  /** Follows event time of the rows alone: model data has none. */
  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    if (rows == null) {
      heldBack = mark;
    } else {
      rows.flush();
      output.emitWatermark(mark);
    }
  }

  @Override
  public void processWatermark2(Watermark mark) {
    // Model data has no event time.
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    if (rows != null) {
      rows.flush();
    }
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    saved.update(waiting.stream().map(StreamRecord::getValue).toList());
  }

  @Override
  public void endInput(int input) throws Exception {
    if (rows != null) {
      rows.flush();
    } else if (input == 2) {
      throw new ValidationException("the model data has ended without a model: fit one first");
    }
  }

  @Override
  public void close() throws Exception {
    if (rows != null) {
      rows.close();
    }
    super.close();
  }
}
