package io.firstspike.pipeline.cli;

import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import java.util.List;
import java.util.Optional;

/**
 * Says that feature layers are frozen before they have learned anything: such a network works, and
 * is never as good as its user thinks.
 */
final class FrozenUntaught {

  private FrozenUntaught() {}

  /** The line to say before learning begins; empty if all layers have learned or will. */
  static Optional<String> line(Start start) {
    return line(
        start.network(),
        start.model().map(Model::progress).orElse(Progress.start(start.spec(), start.seed())));
  }

  /** The line to say of a model that is only used. */
  static Optional<String> line(Model model) {
    return line(model.network(), model.progress());
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
