package io.firstspike.pipeline.ml.classification;

import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.ml.predict.Classification;
import io.firstspike.pipeline.ml.predict.ModelClassifier;
import io.firstspike.pipeline.ml.table.AddedColumns;
import io.firstspike.pipeline.ml.table.InputColumn;
import io.firstspike.pipeline.ml.table.PredictionColumns;
import io.firstspike.pipeline.ml.table.RowFunction;
import io.firstspike.pipeline.ml.table.Stages;
import java.util.List;
import org.apache.flink.table.api.Table;
import org.apache.flink.types.Row;

/** Classifies the images or features of rows. */
final class ClassifyRows implements RowFunction {

  private final ModelClassifier classifier;
  private final InputColumn input;
  private final InputColumn.Images images;

  private ClassifyRows(ModelClassifier classifier, InputColumn input) {
    this.classifier = classifier;
    this.input = input;
    this.images = input.images(classifier.spec().input());
  }

  private static ClassifyRows of(Model model, String version, InputColumn input, String backend) {
    return new ClassifyRows(ModelClassifier.of(model, version, backend), input);
  }

  /** Adds the columns of predictions that {@code params} name, by the latest model. */
  static Table transform(Table table, Table modelData, SpikingClassifierModelParams<?> params) {
    InputColumn input =
        InputColumn.imagesOrVolleys(
            table.getResolvedSchema(), params.getInputCol(), params.pixelLayout());
    String backend = params.getBackend();
    return Stages.apply(
        "classify",
        table,
        modelData,
        (model, version) -> of(model, version, input, backend),
        columns(table, input, params));
  }

  /** The columns of predictions that {@code params} name. */
  static AddedColumns columns(
      Table table, InputColumn input, SpikingClassifierModelParams<?> params) {
    return AddedColumns.to(
        table,
        input.name(),
        params.predictionCols(),
        PredictionColumns.TYPES,
        params.getHandleInvalid());
  }

  @Override
  public int batchSize() {
    return classifier.batchSize();
  }

  @Override
  public List<Object[]> apply(List<Row> rows) {
    List<Classification> decided =
        input.volleys()
            ? classifier.decide(rows.stream().map(input::volley).toList())
            : classifier.classify(rows.stream().map(images::of).toList());
    return decided.stream().map(PredictionColumns::values).toList();
  }

  @Override
  public void close() {
    classifier.close();
  }
}
