package io.firstspike.pipeline.ml.table;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.Table;
import org.apache.flink.types.Row;

/** Writes each model of a stream to the file of a saved stage, over the one before it. */
public final class SaveModel implements MapFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final String folder;

  private SaveModel(String folder) {
    this.folder = folder;
  }

  /** Adds the writing of {@code modelData} to its job. */
  public static void of(Table modelData, String folder) {
    DataStream<Row> models = ModelData.rows(modelData);
    models
        .map(new SaveModel(folder))
        .returns(ModelData.TYPE)
        .setParallelism(1)
        .name("save model")
        .sinkTo(new DiscardingSink<>())
        .setParallelism(1);
  }

  @Override
  public Row map(Row row) throws Exception {
    SavedModel.write(folder, row.getFieldAs(1));
    return row;
  }
}
