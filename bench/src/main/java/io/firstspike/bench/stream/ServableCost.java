package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.pipeline.ml.classification.SpikingClassifierModelServable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.builder.PipelineModelServable;
import org.apache.flink.ml.servable.types.DataType;

/**
 * Time of a row in a Flink ML servable beside that of an image in the engine, one row a data frame.
 *
 * @param engine microseconds of an image in the engine, the median of the rounds
 * @param over microseconds of a row above the engine's, the median of the rounds
 */
record ServableCost(double engine, double over) {

  private static final int ROUNDS = 11;
  private static final int ROWS = 5_000;

  static ServableCost of(Model model, Dataset digits) throws IOException {
    SpikingClassifierModelServable stage =
        new SpikingClassifierModelServable()
            .setModelData(new ByteArrayInputStream(ModelFile.toBytes(model)));
    PipelineModelServable servable = new PipelineModelServable(List.of(stage));
    Classifier classifier = new Classifier(model.serving());
    List<Double> engine = new ArrayList<>();
    List<Double> over = new ArrayList<>();
    for (int round = -2; round < ROUNDS; round++) {
      double alone = micros(i -> classifier.classify(digits.image(i)), digits);
      double served = micros(i -> servable.transform(frame(digits, i)), digits);
      if (round >= 0) {
        engine.add(alone);
        over.add(served - alone);
      }
    }
    return new ServableCost(ServingComparison.median(engine), ServingComparison.median(over));
  }

  private interface Classification {
    Object of(int digit);
  }

  private static double micros(Classification classification, Dataset digits) {
    long begun = System.nanoTime();
    for (int i = 0; i < ROWS; i++) {
      Objects.requireNonNull(classification.of(i % digits.size()));
    }
    return (System.nanoTime() - begun) / 1e3 / ROWS;
  }

  private static DataFrame frame(Dataset digits, int index) {
    List<Object> values = new ArrayList<>(List.of(digits.image(index)));
    List<DataType> types = new ArrayList<>();
    types.add(null); // images have no type of Flink ML's
    return new DataFrame(
        new ArrayList<>(List.of("image")), types, new ArrayList<>(List.of(new Row(values))));
  }
}
