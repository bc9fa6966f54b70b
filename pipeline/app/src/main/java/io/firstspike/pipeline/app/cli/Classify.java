package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.image.ImageDecoder;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Json;
import io.firstspike.pipeline.stream.options.BackendOption;
import io.firstspike.pipeline.stream.options.FrameLimits;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies single image files. */
@Command(
    name = "classify",
    description = {
      "Classify image files with a model, a line each: file, label, potential of the neuron that"
          + " decided, and its margin over the strongest neuron of any other label.",
      "An image that cannot be read, or does not fit the network, is told on the error output; the"
          + " others go on, and the exit code is 2 in the end."
    })
final class Classify implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
  private Path modelFile;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG, BMP or PGM files; - for one image on the standard input.")
  private List<String> files;

  @Option(names = "--json", description = "Print one JSON object a line instead.")
  private boolean json;

  @Mixin private FrameLimits frameLimits;

  @Mixin private NetworkLimitOption limit;
  @Mixin private BackendOption backend;

  @Override
  public Integer call() {
    ImageLimits limits = frameLimits.limits();
    Model model = ModelFile.read(modelFile, limit.limit());
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (!model.progress().deciding(model.spec())) {
      err.println("note: " + modelFile + " has not learned all its feature layers yet");
    }
    int code = ExitCode.OK;
    try (Inference inference = backend.choose(model.spec(), err::println).open(model.serving())) {
      for (String file : files) {
        try {
          Image image = ImageDecoder.decode(bytes(file, limits), limits);
          Decision decision = decide(model.spec(), inference, image);
          List<String> labels = model.spec().decision().labels();
          out.println(json ? jsonLine(file, labels, decision) : textLine(file, labels, decision));
          out.flush();
        } catch (MalformedException e) {
          err.println("firstspike: " + file + ": " + e.getMessage());
          err.flush();
          code = ExitCode.USAGE;
        }
      }
    }
    return code;
  }

  private static Decision decide(NetworkSpec spec, Inference inference, Image image)
      throws MalformedException {
    String refusal = spec.input().refusal(image).orElse(null);
    if (refusal != null) {
      throw unusable(refusal);
    }
    return inference.classify(List.of(image)).get(0);
  }

  /** Reads a file, but at most one byte beyond the limit, so that the decoder can refuse it. */
  private static byte[] bytes(String file, ImageLimits limits) throws MalformedException {
    try {
      if (!file.equals(STANDARD_INPUT) && Files.isDirectory(Path.of(file))) {
        throw unusable("it is a folder; name the images in it");
      }
      try (InputStream in =
          file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file))) {
        return in.readNBytes(limits.maxBytes() + 1);
      }
    } catch (NoSuchFileException e) {
      throw unusable("there is no such file");
    } catch (AccessDeniedException e) {
      throw unusable("it may not be read; check its permissions");
    } catch (IOException | InvalidPathException e) {
      throw unusable("it cannot be read: " + e.getMessage());
    }
  }

  private static MalformedException unusable(String reason) {
    return new MalformedException("image", reason);
  }

  private static String textLine(String file, List<String> labels, Decision decision) {
    if (decision.silent()) {
      return file + "  silent";
    }
    String potential =
        String.format(
            Locale.ROOT,
            "%s  %s  potential %.4g",
            file,
            labels.get(decision.label()),
            potential(decision));
    return decision.runnerUp() < 0
        ? potential
        : String.format(
            Locale.ROOT,
            "%s  margin %.4g over %s",
            potential,
            margin(decision),
            labels.get(decision.runnerUp()));
  }

  private static String jsonLine(String file, List<String> labels, Decision decision) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", file);
    fields.put("label", decision.silent() ? null : labels.get(decision.label()));
    fields.put("silent", decision.silent());
    if (!decision.silent()) {
      fields.put("potential", potential(decision));
      if (decision.runnerUp() >= 0) {
        fields.put("margin", margin(decision));
        fields.put(
            "runnerUp",
            Map.of(
                "label",
                labels.get(decision.runnerUp()),
                "potential",
                decision.runnerUpPotential()));
      }
    }
    return Json.line(fields);
  }

  private static float potential(Decision decision) {
    return decision.winner().orElseThrow().potential();
  }

  private static float margin(Decision decision) {
    return potential(decision) - decision.runnerUpPotential();
  }
}
