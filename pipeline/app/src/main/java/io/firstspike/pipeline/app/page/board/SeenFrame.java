package io.firstspike.pipeline.app.page.board;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.text.LabelSpelling;
import java.util.List;
import java.util.Optional;

/** What is known of one frame: its content, its decision and its label, in any order. */
final class SeenFrame {

  private final String id;
  private Received content;
  private Prediction decision;
  private String label;
  private long number;

  SeenFrame(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /** Keeps the content; returns the number of bytes that this takes more than before. */
  long hold(Received frame) {
    long before = bytes();
    content = frame;
    return bytes() - before;
  }

  /** Forgets the content; returns the number of bytes that it took. */
  long release() {
    long before = bytes();
    content = null;
    return before;
  }

  private long bytes() {
    return content == null ? 0 : content.payload().bytes();
  }

  /** Notes the decision, the {@code number}-th one. */
  void decide(Prediction prediction, long number) {
    decision = prediction;
    this.number = number;
  }

  /** The number of its decision. */
  long number() {
    return number;
  }

  /** Notes the label; the first one counts, as it does for the learner. */
  void label(String text) {
    label = label == null ? text : label;
  }

  Optional<Received> content() {
    return Optional.ofNullable(content);
  }

  Optional<String> label() {
    return Optional.ofNullable(label);
  }

  /** What is shown of a frame that has been decided on, without its picture. */
  FrameView view() {
    boolean runner = decision.runnerUp().isPresent();
    return new FrameView(
        id,
        null,
        decision.label().orElse(null),
        label,
        right().orElse(null),
        decision.silent() ? null : decision.potential(),
        decision.runnerUp().orElse(null),
        runner ? decision.potential() - decision.runnerUpPotential() : null,
        decision.phase(),
        decision.modelVersion(),
        decision.decidedAt());
  }

  /** Whether the decision is right; empty while decision or label are not known. */
  Optional<Boolean> right() {
    return decision == null || label == null
        ? Optional.empty()
        : Optional.of(decision.label().filter(decided -> stands(label, decided)).isPresent());
  }

  /** Whether {@code text} is a spelling of {@code known}. */
  private static boolean stands(String text, String known) {
    return LabelSpelling.place(List.of(known), text) == 0;
  }
}
