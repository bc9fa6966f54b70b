package io.firstspike.pipeline.app.tuning;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.Folds;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.engine.tuning.Fold;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The part of the training images that validates candidates: a sixth of many, all of few in turns.
 *
 * @param folds to learn from and to validate with
 * @param words what was held out, for people
 */
record HeldOut(List<Fold> folds, String words) {

  /** Fewer images are held out in turns, so that a validation is no matter of luck. */
  private static final int FEW = 5_000;

  private static final int TURNS = 5;
  private static final int PARTS = 6;
  private static final int LEAST_PER_LABEL = 10;

  /** The most bytes of decoded files that are kept. */
  private static final long MOST_KEPT = 256L << 20;

  /**
   * Holds images out.
   *
   * @param group finds in the path of a file what names its object; null: each image is by itself
   */
  static HeldOut of(Dataset images, Pattern group, long seed) {
    IntFunction<String> groups =
        group == null ? Integer::toString : index -> group(images, group, index);
    int fewest = fewest(images, groups, group != null);
    LabelledStimuli kept = kept(images);
    if (images.size() >= FEW) {
      int parts = Math.min(PARTS, fewest);
      Folds split = new Folds(kept, groups, parts, seed);
      Fold fold = new Fold(split.training(0), split.test(0));
      return new HeldOut(
          List.of(fold),
          Figures.count(fold.validated().size()) + " of the training images" + by(group));
    }
    int turns = Math.min(TURNS, fewest);
    Folds split = new Folds(kept, groups, turns, seed);
    return new HeldOut(
        IntStream.range(0, turns)
            .mapToObj(fold -> new Fold(split.training(fold), split.test(fold)))
            .toList(),
        "each of " + turns + " parts of the training images in turns" + by(group));
  }

  private static String by(Pattern group) {
    return group == null ? "" : ", by object";
  }

  /** The number of groups of the label that has the fewest. */
  private static int fewest(Dataset images, IntFunction<String> groups, boolean grouped) {
    Map<String, Set<String>> byLabel = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      byLabel.computeIfAbsent(images.label(i), label -> new HashSet<>()).add(groups.apply(i));
      counts.merge(images.label(i), 1, Integer::sum);
    }
    if (byLabel.size() < 2) {
      throw new InputException(
          images.name()
              + " has the label "
              + byLabel.keySet()
              + " alone, and there is nothing to decide; it needs at least two");
    }
    int fewest = Integer.MAX_VALUE;
    for (Map.Entry<String, Integer> label : counts.entrySet()) {
      if (label.getValue() < LEAST_PER_LABEL) {
        throw new InputException(
            images.name()
                + " has "
                + label.getValue()
                + " images of label "
                + label.getKey()
                + "; at least "
                + LEAST_PER_LABEL
                + " of each are needed, as some are held out: add some, or leave the label out");
      }
      fewest = Math.min(fewest, byLabel.get(label.getKey()).size());
    }
    if (grouped && fewest < 2) {
      throw new InputException(
          images.name()
              + " has a label with one group by --group alone; at least two of each label are"
              + " needed, as one is held out: correct the pattern, or leave it out");
    }
    return fewest;
  }

  private static String group(Dataset images, Pattern group, int index) {
    Optional<String> file = images.file(index);
    if (file.isEmpty()) {
      throw new InputException(
          "--group looks at file names, but the images of "
              + images.name()
              + " are no files of their own: leave it out");
    }
    Matcher matcher = group.matcher(file.get());
    if (!matcher.find()) {
      throw new InputException(
          "--group " + group + " finds nothing in " + file.get() + ": correct the pattern");
    }
    return matcher.groupCount() > 0 ? String.valueOf(matcher.group(1)) : matcher.group();
  }

  /** Files are decoded once, if they fit into memory. */
  private static LabelledStimuli kept(Dataset images) {
    return images.file(0).isPresent()
            && (long) images.image(0).samples().length * images.size() <= MOST_KEPT
        ? new Kept(images, new AtomicReferenceArray<>(images.size()))
        : images;
  }

  private record Kept(Dataset images, AtomicReferenceArray<Image> decoded)
      implements LabelledStimuli {

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public Stimulus stimulus(int index) {
      Image image = decoded.get(index);
      if (image == null) {
        image = images.image(index);
        decoded.set(index, image);
      }
      return image;
    }

    @Override
    public String label(int index) {
      return images.label(index);
    }
  }
}
