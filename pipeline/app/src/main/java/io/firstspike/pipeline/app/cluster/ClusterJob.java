package io.firstspike.pipeline.app.cluster;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/**
 * A job of a cluster as it is now.
 *
 * @param id its number
 * @param name for people
 * @param status what it is doing
 * @param uptime since it was submitted
 * @param failures how often it failed, 16 at most: Flink remembers no more
 * @param lastFailure when it failed last and why, if it has
 * @param lastCheckpoint the path of the checkpoint that was completed last, if one was
 */
public record ClusterJob(
    String id,
    String name,
    JobStatus status,
    Duration uptime,
    int failures,
    Optional<String> lastFailure,
    Optional<String> lastCheckpoint) {}
