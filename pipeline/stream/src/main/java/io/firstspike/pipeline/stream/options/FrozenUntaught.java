package io.firstspike.pipeline.stream.options;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.model.StartingModel;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Says that feature layers are frozen before they have learned anything: such a network works, and
 * is never as good as its user thinks.
 */
public final class FrozenUntaught {

  private FrozenUntaught() {}

  /** The line to say before learning begins; empty if all layers have learned or will. */
  public static Optional<String> line(Start start) {
    return line(
        start.network(),
        start.model().map(Model::progress).orElse(Progress.start(start.spec(), start.seed())));
  }

  /** The line to say of a model that is only used. */
  public static Optional<String> line(Model model) {
    return line(model.network(), model.progress());
  }

  /** The line to say of the models that a job begins with: those of its keys, else its base. */
  public static Optional<String> line(LearningSettings job) {
    Collection<StartingModel> models = job.starting().byKey().values();
    if (models.isEmpty()) {
      return line(new Start(job.spec(), job.seed(), job.model().map(FrozenUntaught::model)));
    }
    return models.stream()
        .map(model -> line(model(model.file())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Model model(byte[] file) {
    return ModelFile.fromBytes("of the job", file, NetworkLimit.NONE);
  }

  private static Optional<String> line(Network network, Progress progress) {
    List<String> untaught = network.untaught(progress);
    return untaught.isEmpty()
        ? Optional.empty()
        : Optional.of(
            (untaught.size() == 1 ? "feature layer " : "feature layers ")
                + String.join(", ", untaught)
                + (untaught.size() == 1 ? " is" : " are")
                + " frozen before learning anything, with random weights: give frames to learn"
                + " from, such as --schedule "
                + untaught.get(0)
                + "=4000, to a fresh network");
  }
}
