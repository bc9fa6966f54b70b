package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Names weights by their series and the number of updates, {@code series@count}. The versions of
 * one series descend from one another. The first is called as the network; one that began anew
 * where there were models already has the time of its beginning after the name, so that no two
 * weights have one name.
 */
public final class ModelVersion {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private ModelVersion() {}

  /** The version of weights of {@code spec} that have learned what {@code provenance} says. */
  public static String of(NetworkSpec spec, Provenance provenance) {
    return spec.name() + "@" + (provenance.framesLearned() + provenance.labelsLearned());
  }

  /** The version of weights of {@code series} that have come so far. */
  public static String of(String series, Progress progress) {
    return series + "@" + (progress.featureFrames() + progress.labels());
  }

  /** The series of {@code version}. */
  public static String series(String version) {
    int end = version.lastIndexOf('@');
    return end < 0 ? version : version.substring(0, end);
  }

  /** A series of {@code spec} that begins at {@code time}. */
  public static String newSeries(NetworkSpec spec, Instant time) {
    return spec.name() + "+" + TIME.format(time);
  }
}
