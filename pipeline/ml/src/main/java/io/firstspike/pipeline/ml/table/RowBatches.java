package io.firstspike.pipeline.ml.table;

import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.stream.batch.Batch;
import io.firstspike.pipeline.stream.batch.Batching;
import java.util.List;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.types.Row;

/** Passes rows through a function in batches; rows keep their order and their timestamps. */
final class RowBatches implements AutoCloseable {

  private final RowFunction function;
  private final AddedColumns columns;
  private final Output<StreamRecord<Row>> output;
  private final Batch<StreamRecord<Row>> batch;

  RowBatches(
      RowFunction function,
      AddedColumns columns,
      Output<StreamRecord<Row>> output,
      ProcessingTimeService clock) {
    this.function = function;
    this.columns = columns;
    this.output = output;
    this.batch =
        new Batch<>(function.batchSize(), Batching.DEFAULT_WITHIN_MILLIS, clock, this::process);
  }

  void add(StreamRecord<Row> row) throws Exception {
    batch.add(row.copy(row.getValue()));
  }

  void flush() throws Exception {
    batch.flush();
  }

  private void process(List<StreamRecord<Row>> rows) {
    Batch.compute(
        rows,
        some -> function.apply(some.stream().map(StreamRecord::getValue).toList()),
        (row, values) -> emit(row, columns.join(row.getValue(), values)),
        this::refuse);
  }

  private void emit(StreamRecord<Row> row, Row joined) {
    output.collect(row.copy(joined));
  }

  private void refuse(StreamRecord<Row> row, IllegalArgumentException reason) {
    switch (columns.handleInvalid()) {
      case HasInvalid.SKIP -> {}
      case HasInvalid.KEEP -> emit(row, columns.joinNulls(row.getValue()));
      default -> throw InvalidRows.failure(columns.input(), reason);
    }
  }

  @Override
  public void close() {
    function.close();
  }
}
