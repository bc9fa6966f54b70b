package io.firstspike.engine.diagnosis;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts a data set's labels, compares its examples, and looks at the encoded sample. */
final class DataExaminer {

  /** A stimulus is dark if less than this share of its encoding's cells fire. */
  private static final double DARK = 0.01;

  private DataExaminer() {}

  static DataSigns signs(NetworkSpec spec, LabelledStimuli data, Sample sample, int most) {
    Map<String, Integer> counts = counts(data);
    int cells = spec.encoding().output(spec.input()).size();
    boolean neurons = spec.encoding().stepped() != null;
    double least = neurons ? 1 : DARK * cells;
    int compared = Math.min(most, data.size());
    return new DataSigns(
        counts,
        strange(spec, counts),
        spec.decision().labels(),
        sample.size(),
        neurons,
        (int) sample.volleys().stream().filter(volley -> volley.count() < least).count(),
        cells,
        sample.volleys().stream().mapToInt(Volley::count).average().orElse(0),
        compared,
        contradicting(data, compared));
  }

  private static Map<String, Integer> counts(LabelledStimuli data) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < data.size(); i++) {
      counts.merge(data.label(i), 1, Integer::sum);
    }
    Map<String, Integer> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /** The classes without neurons, beyond those that free neurons are left for. */
  private static List<String> strange(NetworkSpec spec, Map<String, Integer> counts) {
    int free = spec.decision().capacity() - spec.decision().labels().size();
    List<String> unknown =
        counts.keySet().stream().filter(label -> spec.decision().place(label) < 0).toList();
    return unknown.subList(Math.min(free, unknown.size()), unknown.size());
  }

  /** The number of examples among the first {@code count} that equal one of another class. */
  private static int contradicting(LabelledStimuli data, int count) {
    Map<ByteBuffer, Map<String, Integer>> labels = new HashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] content = content(data.stimulus(i));
      if (!blank(content)) {
        labels
            .computeIfAbsent(ByteBuffer.wrap(content), c -> new HashMap<>())
            .merge(data.label(i), 1, Integer::sum);
      }
    }
    return labels.values().stream()
        .filter(byLabel -> byLabel.size() > 1)
        .mapToInt(byLabel -> byLabel.values().stream().mapToInt(Integer::intValue).sum())
        .sum();
  }

  private static byte[] content(Stimulus stimulus) {
    return stimulus instanceof Image image
        ? image.samples()
        : ((EventWindow) stimulus).spikes().latencies();
  }

  private static boolean blank(byte[] content) {
    for (byte sample : content) {
      if (sample != content[0]) {
        return false;
      }
    }
    return true;
  }
}
