package io.firstspike.pipeline.ml.feature;

import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.ml.predict.FeatureExtractor;
import io.firstspike.pipeline.ml.table.InputColumn;
import io.firstspike.pipeline.ml.table.RowFunction;
import java.util.List;
import org.apache.flink.types.Row;

/** Extracts the features of rows' images or encoded volleys. */
final class ExtractRows implements RowFunction {

  private final FeatureExtractor extractor;
  private final InputColumn input;
  private final InputColumn.Images images;

  private ExtractRows(FeatureExtractor extractor, InputColumn input) {
    this.extractor = extractor;
    this.input = input;
    this.images = input.images(extractor.spec().input());
  }

  static ExtractRows of(Model model, InputColumn input, String backend) {
    return new ExtractRows(FeatureExtractor.of(model, backend), input);
  }

  @Override
  public int batchSize() {
    return extractor.batchSize();
  }

  @Override
  public List<Object[]> apply(List<Row> rows) {
    var features =
        input.volleys()
            ? extractor.ofVolleys(rows.stream().map(input::volley).toList())
            : extractor.ofImages(rows.stream().map(images::of).toList());
    return features.stream().map(volley -> new Object[] {volley}).toList();
  }

  @Override
  public void close() {
    extractor.close();
  }
}
