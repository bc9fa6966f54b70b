package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.image.ImageDecoder;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Json;
import io.firstspike.pipeline.app.data.InputFiles;
import io.firstspike.pipeline.app.data.RecordingFile;
import io.firstspike.pipeline.stream.options.BackendOption;
import io.firstspike.pipeline.stream.options.FrameLimits;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies single files: images, or recordings of an event camera. */
@Command(
    name = "classify",
    description = {
      "Classify image files with a model, a line each: file, label, potential of the neuron that"
          + " decided, and its margin over the strongest neuron of any other label.",
      "If the network takes the events of an event camera: recordings, a line a window, with the"
          + " window's beginning and end behind the file.",
      "A file that cannot be read, or does not fit the network, is told on the error output; the"
          + " others go on, and the exit code is 2 in the end."
    })
final class Classify implements Callable<Integer> {

  private static final String IMAGE = "image";

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
  private Path modelFile;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "PNG, JPEG, BMP or PGM files, or recordings; - for one on the standard input.")
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
    PrintWriter err = command.commandLine().getErr();
    if (!model.progress().deciding(model.spec())) {
      err.println("note: " + modelFile + " has not learned all its feature layers yet");
    }
    int code = ExitCode.OK;
    try (Inference inference = backend.choose(model.spec(), err::println).open(model.serving())) {
      for (String file : files) {
        try {
          if (model.spec().input().events() == null) {
            image(file, limits, model.spec(), inference);
          } else {
            recording(file, model.spec(), inference);
          }
        } catch (MalformedException e) {
          err.println("firstspike: " + file + ": " + e.getMessage());
          err.flush();
          code = ExitCode.USAGE;
        }
      }
    }
    return code;
  }

  private void image(String file, ImageLimits limits, NetworkSpec spec, Inference inference)
      throws MalformedException {
    // At most one byte beyond the limit is read, so that the decoder can refuse it.
    byte[] bytes = InputFiles.read(file, IMAGE, in -> in.readNBytes(limits.maxBytes() + 1));
    Image image = decoded(bytes, file, limits, spec);
    Optional<String> refusal = spec.input().refusal(image);
    if (refusal.isPresent()) {
      throw new MalformedException(IMAGE, refusal.get());
    }
    print(file, Optional.empty(), spec, inference.classify(List.of(image)).get(0));
  }

  private static Image decoded(byte[] bytes, String file, ImageLimits limits, NetworkSpec spec)
      throws MalformedException {
    try {
      return ImageDecoder.decode(bytes, limits);
    } catch (MalformedException e) {
      // Text may be anything.
      boolean recorded =
          EventFormat.recognise(bytes, file).filter(as -> as != EventFormat.CSV).isPresent();
      throw recorded
          ? new MalformedException(IMAGE, spec.input().sensorRefusal(1, 1).orElseThrow(), e)
          : e;
    }
  }

  private void recording(String file, NetworkSpec spec, Inference inference)
      throws MalformedException {
    RecordingFile.cut(
        file,
        spec,
        window ->
            print(file, Optional.of(window), spec, inference.classify(List.of(window)).get(0)));
  }

  private void print(
      String file, Optional<EventWindow> window, NetworkSpec spec, Decision decision) {
    List<String> labels = spec.decision().labels();
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(jsonLine(file, window, labels, decision));
    } else {
      String place = file + window.map(at -> "  " + RecordingFile.span(spec, at)).orElse("");
      out.println(textLine(place, labels, decision));
    }
    out.flush();
  }

  private static String textLine(String place, List<String> labels, Decision decision) {
    if (decision.silent()) {
      return place + "  silent";
    }
    String potential =
        String.format(
            Locale.ROOT,
            "%s  %s  potential %.4g",
            place,
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

  private static String jsonLine(
      String file, Optional<EventWindow> window, List<String> labels, Decision decision) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", file);
    window.ifPresent(
        at -> {
          fields.put("begin", at.begin());
          fields.put("end", at.end());
          fields.put("events", at.events());
        });
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
