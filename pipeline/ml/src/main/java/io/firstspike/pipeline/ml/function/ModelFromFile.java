package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.ml.predict.ModelClassifier;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.FunctionContext;

/**
 * One model for every key.
 *
 * @param file a file that each task must be able to read
 * @param limit the limit on the model's size
 */
record ModelFromFile(String file, NetworkLimit limit) implements ModelSupply {

  /** Checks that there is such a file: later than here, a mistake would end a running job. */
  static ModelFromFile of(Path file, NetworkLimit limit) {
    ModelFromFile model = new ModelFromFile(file.toAbsolutePath().toString(), limit);
    model.read();
    return model;
  }

  Model read() {
    try {
      return ModelFile.read(Path.of(file), limit);
    } catch (ModelFileException | InvalidPathException e) {
      throw new ValidationException("the model of a function: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean fixed() {
    return true;
  }

  @Override
  public OpenModels open(FunctionOptions options, FunctionContext context) {
    return new One(ModelClassifier.of(read(), options.backend()));
  }

  private record One(ModelClassifier classifier) implements OpenModels {

    @Override
    public ModelClassifier of(String modelKey) {
      return classifier;
    }

    @Override
    public void close() {
      classifier.close();
    }
  }
}
