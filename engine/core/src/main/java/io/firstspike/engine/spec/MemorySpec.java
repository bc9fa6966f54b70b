package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the memory beside a decision layer: it keeps volleys with their labels, and some of them
 * are learned again after each new label, so that labels that have not come for long are not
 * forgotten.
 *
 * @param bytes most bytes that the memory may take, for each model key
 * @param perLabel most volleys of one label; 0 or left out: as many as there is room for
 * @param learnAgain number of volleys that are learned again after each new label, 1 to 16; 0 or
 *     left out: 1
 * @param keep which volleys of a label are kept when there is no room for all; left out: {@code
 *     sample}
 * @param recent a new label corrects only the neurons of labels that were met within so many
 *     labels; what is learned again corrects all. Neurons of labels that no longer come are then
 *     not taught to be silent by frames that have nothing to do with them (the asymmetric error of
 *     L. Caccia et al.: New insights on reducing abrupt representation change in online continual
 *     learning, ICLR 2022). 0 or left out: 100
 * @param asRecalled whether, where some of the known labels are not recent, new labels are learned
 *     from their volleys as the memory would recall them: all but the square of the share of recent
 *     ones. The others are learned again with the mistakes of their codes; a neuron that learns new
 *     ones without would tell the two by them, and claim old labels for the new one
 * @param words most words of the codebook that volleys are coded with, which takes an eighth of
 *     {@code bytes} at most; more of them make fewer mistakes and longer codes. 0 or left out: 512
 */
@API(status = Status.MAINTAINED)
public record MemorySpec(
    int bytes,
    int perLabel,
    int learnAgain,
    Keep keep,
    int recent,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean asRecalled,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int words) {

  /** The least bytes of a memory. */
  public static final int MIN_BYTES = 1_000;

  /** The most bytes of a memory. */
  public static final int MAX_BYTES = 1 << 30;

  /** The most volleys of one label. */
  public static final int MAX_PER_LABEL = 1_000_000;

  /** The most words of a codebook. */
  public static final int MAX_WORDS = 65_536;

  private static final int MAX_LEARN_AGAIN = 16;
  private static final int DEFAULT_WORDS = 512;
  private static final int DEFAULT_RECENT = 100;

  public MemorySpec {
    learnAgain = learnAgain == 0 ? 1 : learnAgain;
    keep = keep == null ? Keep.SAMPLE : keep;
    recent = recent == 0 ? DEFAULT_RECENT : recent;
  }

  /** Choice of the volleys that a memory keeps of a label. */
  public enum Keep {
    /** A fair sample of all that have come: each is kept with the same probability. */
    @JsonProperty("sample")
    SAMPLE,
    /** The latest. */
    @JsonProperty("latest")
    LATEST
  }

  /** A copy with another limit. */
  public MemorySpec withBytes(int limit) {
    return new MemorySpec(limit, perLabel, learnAgain, keep, recent, asRecalled, words);
  }

  /** The most volleys of one label. */
  public int mostPerLabel() {
    return perLabel == 0 ? MAX_PER_LABEL : perLabel;
  }

  /** The most words of the codebook. */
  public int mostWords() {
    return words == 0 ? DEFAULT_WORDS : words;
  }

  /** Adds the mistakes in this memory, which is the field {@code at}, to {@code problems}. */
  void check(String at, DecisionSpec layer, SpecProblems problems) {
    problems.range(at + ".bytes", bytes, MIN_BYTES, MAX_BYTES);
    problems.range(at + ".perLabel", perLabel, 0, MAX_PER_LABEL);
    problems.range(at + ".learnAgain", learnAgain, 1, MAX_LEARN_AGAIN);
    problems.range(at + ".recent", recent, 1, Integer.MAX_VALUE);
    problems.range(at + ".words", words, 0, MAX_WORDS);
    layer.checkRemembering(at, problems);
  }
}
