package io.firstspike.pipeline.ml.table;

import java.util.List;
import org.apache.flink.ml.common.datastream.TableUtils;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;

/** The operators of stages, as parts of the job of a table. */
public final class Stages {

  private Stages() {}

  /** Adds columns by a function that needs no model. */
  public static Table map(
      String name, Table table, RowFunction.Fixed function, AddedColumns columns) {
    return Rows.table(
        Rows.environment(table),
        Rows.of(table).transform(name, columns.type(), new MapRows(function, columns)));
  }

  /** Adds columns by the latest model of {@code modelData}. */
  public static Table apply(
      String name,
      Table table,
      Table modelData,
      RowFunction.OfModel function,
      AddedColumns columns) {
    DataStream<Row> rows = Rows.of(table);
    return Rows.table(
        Rows.environment(table),
        rows.connect(ModelData.rows(modelData).broadcast())
            .transform(name, columns.type(), new ApplyModel(function, columns, Rows.type(table))));
  }

  /**
   * Fits a network to a bounded table.
   *
   * @param initial the model data to go on from; null for none
   * @return its model data
   */
  public static Table fit(
      String name,
      Table table,
      Table initial,
      Fitting fitting,
      InputColumn input,
      LabelColumn labels,
      boolean skipsInvalid) {
    FitNetwork fit = new FitNetwork(fitting, input, labels, initial != null, skipsInvalid);
    DataStream<Row> models =
        Rows.of(table)
            .global()
            .connect(initialRows(table, initial))
            .transform(name, ModelData.TYPE, fit)
            .setParallelism(1)
            .setMaxParallelism(1);
    return Rows.table(Rows.environment(table), models);
  }

  /**
   * Learns from a stream of rows, row by row.
   *
   * @param fresh the network to begin with if there is no {@code initial}
   * @param initial the model data to go on from; null for none
   * @param publishEvery the number of labels between two models
   * @param columns the columns of decisions, made before their labels are learned
   */
  public static Online learn(
      String name,
      Table table,
      Table initial,
      FreshNetwork fresh,
      InputColumn input,
      LabelColumn labels,
      int publishEvery,
      AddedColumns columns) {
    OutputTag<Row> decided = new OutputTag<>("decided", columns.type());
    LearnOnline learn =
        new LearnOnline(
            fresh,
            input,
            labels,
            initial != null,
            publishEvery,
            columns,
            decided,
            Rows.type(table));
    var models =
        Rows.of(table)
            .global()
            .connect(initialRows(table, initial))
            .transform(name, ModelData.TYPE, learn)
            .setParallelism(1)
            .setMaxParallelism(1);
    StreamTableEnvironment environment = Rows.environment(table);
    return new Online(
        Rows.table(environment, models), Rows.table(environment, models.getSideOutput(decided)));
  }

  /**
   * The tables that learning from a stream gives.
   *
   * @param models model data: each row a version
   * @param decided the rows with the decisions that were made before their labels were learned
   */
  public record Online(Table models, Table decided) {}

  /** The rows of the model to go on from; none if {@code initial} is null. */
  static DataStream<Row> initialRows(Table table, Table initial) {
    if (initial != null) {
      return ModelData.rows(initial).global();
    }
    // Flink makes no source of an empty collection.
    return TableUtils.getExecutionEnvironment(Rows.environment(table))
        .fromData(List.of(Row.of("none", new byte[0])), ModelData.TYPE)
        .filter(row -> false)
        .global();
  }
}
