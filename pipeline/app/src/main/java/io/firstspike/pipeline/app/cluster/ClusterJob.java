package io.firstspike.pipeline.app.cluster;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/**
 * The present state of a job in a cluster.
 *
 * @param id the job's number
 * @param name the job's name, for people
 * @param status Flink's status of the job
 * @param uptime the time since it was submitted
 * @param failures the number of its failures, 16 at most: Flink remembers no more
 * @param lastFailure the time and reason of the last failure, if any
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
