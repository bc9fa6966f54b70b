package io.firstspike.pipeline.app.view;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The model that a picture is made of. */
final class ModelParameter {

  @Parameters(paramLabel = "MODEL", description = "The model's file.")
  private Path file;

  @Mixin private NetworkLimitOption limit;

  Model read() {
    return ModelFile.read(file, limit.limit());
  }
}
