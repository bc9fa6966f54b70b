package io.firstspike.pipeline.ml.table;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;

/** Adds columns to rows by a function that needs no model. Keeps no state. */
public final class MapRows extends AbstractStreamOperator<Row>
    implements OneInputStreamOperator<Row, Row>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private final RowFunction.Fixed function;
  private final AddedColumns columns;
  private transient RowBatches rows;

  /** Makes an operator that adds {@code columns}. */
  public MapRows(RowFunction.Fixed function, AddedColumns columns) {
    this.function = function;
    this.columns = columns;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  @Override
  public void open() throws Exception {
    super.open();
    rows = new RowBatches(function.make(), columns, output, getProcessingTimeService());
  }

  @Override
  public void processElement(StreamRecord<Row> element) throws Exception {
    rows.add(element);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    rows.flush();
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    rows.flush();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void endInput() throws Exception {
    rows.flush();
  }

  @Override
  public void close() throws Exception {
    if (rows != null) {
      rows.close();
    }
    super.close();
  }
}
