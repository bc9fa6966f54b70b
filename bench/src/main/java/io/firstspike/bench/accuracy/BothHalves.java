package io.firstspike.bench.accuracy;

import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.dataset.RecordingFolder;
import io.firstspike.connectors.dataset.WindowDataset;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.pipeline.app.data.Fit;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * All labelled recordings of a folder or zip file, a window each: both halves, test first, or those
 * of a place without halves.
 */
record BothHalves(List<WindowDataset> parts) implements LabelledStimuli {

  static BothHalves read(Path place, NetworkSpec spec) {
    List<LabelledRecordings> halves =
        Stream.of("test", "train")
            .filter(half -> RecordingFolder.holds(place, half))
            .map(half -> RecordingFolder.read(place, half))
            .toList();
    List<LabelledRecordings> all = halves.isEmpty() ? List.of(RecordingFolder.read(place)) : halves;
    List<WindowDataset> parts =
        all.stream().map(recordings -> WindowDataset.of(recordings, spec)).toList();
    parts.forEach(part -> Fit.require(spec, part));
    return new BothHalves(parts);
  }

  @Override
  public int size() {
    return parts.stream().mapToInt(WindowDataset::size).sum();
  }

  @Override
  public Stimulus stimulus(int index) {
    int first = parts.get(0).size();
    return index < first ? parts.get(0).stimulus(index) : parts.get(1).stimulus(index - first);
  }

  @Override
  public String label(int index) {
    int first = parts.get(0).size();
    return index < first ? parts.get(0).label(index) : parts.get(1).label(index - first);
  }
}
