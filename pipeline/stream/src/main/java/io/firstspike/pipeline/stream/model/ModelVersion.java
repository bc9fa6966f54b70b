package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/**
 * Names versions of weights by series and number of updates, {@code series@count}. The versions of
 * one series descend from one another. The first series has the network's name; a series that
 * begins anew beside existing models has the time of its beginning added, so that no two versions
 * have one name.
 */
public final class ModelVersion {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private ModelVersion() {}

  /** The version of weights of {@code spec} with the number of updates in {@code provenance}. */
  public static String of(NetworkSpec spec, Provenance provenance) {
    return spec.name() + "@" + (provenance.framesLearned() + provenance.labelsLearned());
  }

  /** The version of weights of {@code series} with the number of updates in {@code progress}. */
  public static String of(String series, Progress progress) {
    return series + "@" + updates(progress);
  }

  /** The number of updates in {@code progress}: frames and labels learned from. */
  public static long updates(Progress progress) {
    return progress.featureFrames() + progress.labels();
  }

  /** The number of updates in {@code version}; empty if it tells none. */
  public static OptionalLong updates(String version) {
    try {
      return OptionalLong.of(Long.parseLong(version.substring(version.lastIndexOf('@') + 1)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The series of {@code version}. */
  public static String series(String version) {
    int end = version.lastIndexOf('@');
    return end < 0 ? version : version.substring(0, end);
  }

  /** The name of a series of {@code spec} that begins at {@code time}. */
  public static String newSeries(NetworkSpec spec, Instant time) {
    return spec.name() + "+" + TIME.format(time);
  }
}
