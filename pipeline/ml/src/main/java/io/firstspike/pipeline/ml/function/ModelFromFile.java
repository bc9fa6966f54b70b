package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.pipeline.ml.predict.ModelClassifier;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.FunctionContext;

/** One model for every key, from a file that each task must be able to read. */
record ModelFromFile(String file) implements ModelSupply {

  /** Checks that there is such a file: later than here, a mistake would end a running job. */
  static ModelFromFile of(Path file) {
    String path = file.toAbsolutePath().toString();
    read(path);
    return new ModelFromFile(path);
  }

  static Model read(String file) {
    try {
      return ModelFile.read(Path.of(file));
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
    return new One(ModelClassifier.of(read(file), options.backend()));
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
