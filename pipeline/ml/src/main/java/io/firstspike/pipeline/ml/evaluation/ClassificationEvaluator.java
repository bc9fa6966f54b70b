package io.firstspike.pipeline.ml.evaluation;

import io.firstspike.pipeline.ml.param.HasLabelCol;
import io.firstspike.pipeline.ml.table.LabelColumn;
import io.firstspike.pipeline.ml.table.Rows;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.api.AlgoOperator;
import org.apache.flink.ml.param.IntParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Compares predictions with labels. Rows without a label are left out; a row without a prediction
 * (a silent network) is wrong.
 *
 * <p>The first table has one row, when the input has ended: {@code rows BIGINT}, {@code silent
 * BIGINT}, {@code accuracy DOUBLE}, {@code labels ARRAY<STRING>}, for each label {@code precision}
 * and {@code recall} ({@code ARRAY<DOUBLE>}; null where a label was never predicted, or never
 * came), and {@code confusion ARRAY<ARRAY<BIGINT>>}, by label and prediction; its last column
 * counts silence.
 *
 * <p>The second table is the curve of the predictions in their order, which is the prequential
 * curve if they were made before their labels were learned: {@code rows BIGINT}, {@code accuracy
 * DOUBLE} since the row before, {@code accuracySoFar DOUBLE}; a row after every {@code curveEvery}
 * rows, while they come.
 *
 * <pre>{@code
 * Table decided = SpikingClassifierModel.load(tEnv, file).transform(digits)[0];
 * Table[] told = new ClassificationEvaluator().transform(decided);
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class ClassificationEvaluator
    implements AlgoOperator<ClassificationEvaluator>, HasLabelCol<ClassificationEvaluator> {

  private static final long serialVersionUID = 1L;

  public static final Param<String> PREDICTION_COL =
      new StringParam(
          "predictionCol",
          "The column of predicted labels.",
          "prediction",
          ParamValidators.notNull());

  public static final Param<Integer> CURVE_EVERY =
      new IntParam(
          "curveEvery",
          "The number of rows between two rows of the curve.",
          1000,
          ParamValidators.gtEq(1));

  private final Map<Param<?>, Object> params = new HashMap<>();

  /** Makes an evaluator whose parameters have their defaults. */
  public ClassificationEvaluator() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  public String getPredictionCol() {
    return get(PREDICTION_COL);
  }

  public ClassificationEvaluator setPredictionCol(String value) {
    return set(PREDICTION_COL, value);
  }

  public int getCurveEvery() {
    return get(CURVE_EVERY);
  }

  public ClassificationEvaluator setCurveEvery(int value) {
    return set(CURVE_EVERY, value);
  }

  @Override
  public Table[] transform(Table... inputs) {
    Table table = Rows.only(inputs);
    LabelColumn labels = LabelColumn.of(table.getResolvedSchema(), getLabelCol());
    LabelColumn predictions = LabelColumn.of(table.getResolvedSchema(), getPredictionCol());
    OutputTag<Row> curve = new OutputTag<>("curve", CountDecisions.CURVE);
    var counted =
        Rows.of(table)
            .global()
            .transform(
                "evaluate",
                CountDecisions.METRICS,
                new CountDecisions(labels, predictions, getCurveEvery(), curve))
            .setParallelism(1)
            .setMaxParallelism(1);
    StreamTableEnvironment environment = Rows.environment(table);
    return new Table[] {
      Rows.table(environment, counted), Rows.table(environment, counted.getSideOutput(curve))
    };
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }

  @Override
  public void save(String path) throws IOException {
    ReadWriteUtils.saveMetadata(this, path);
  }

  /** Reads a saved evaluator. */
  public static ClassificationEvaluator load(StreamTableEnvironment environment, String path)
      throws IOException {
    return ReadWriteUtils.loadStageParam(path);
  }
}
