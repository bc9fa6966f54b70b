-- Classifies a topic of frames into a topic of predictions.
--
--   ./firstspike sql classify.sql --bootstrap-servers localhost:9092 --model digits.fspk
--
-- Frames are encoded pictures (PNG, JPEG, BMP, PGM), or raw samples with --define height=28
-- --define width=28. Without --model, the models topic is followed: the key of a frame names the
-- model. Both topics must exist. More --define: frames, predictions (topics), group, start
-- (earliest-offset, latest-offset or group-offsets), end (latest-offset: stops there), on-error
-- (fail, skip, null: see the manual, docs/sql.md).

SET 'execution.checkpointing.interval' = '${checkpoint-interval:-10 s}';

-- A broker that is away for long is waited for; what fails faster ends the script.
SET 'restart-strategy.type' = 'failure-rate';
SET 'restart-strategy.failure-rate.max-failures-per-interval' = '5';
SET 'restart-strategy.failure-rate.failure-rate-interval' = '4 min';
SET 'restart-strategy.failure-rate.delay' = '1 s';

CREATE TABLE frames (
  model_key STRING,
  image ROW<height INT, width INT, channels INT, samples BYTES>,
  headers MAP<STRING, BYTES> METADATA VIRTUAL,
  sent_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  source STRING METADATA FROM 'topic' VIRTUAL,
  source_partition INT METADATA FROM 'partition' VIRTUAL,
  source_offset BIGINT METADATA FROM 'offset' VIRTUAL
) WITH (
  'connector' = 'kafka',
  'topic' = '${frames:-frames}',
  'properties.bootstrap.servers' = '${bootstrap-servers}',
  ${kafka-options:-}
  'properties.group.id' = '${group:-firstspike-sql}',
  'properties.auto.offset.reset' = 'earliest',
  'properties.isolation.level' = 'read_committed',
  'properties.max.poll.records' = '2147483647',
  'scan.startup.mode' = '${start:-group-offsets}',
  'scan.bounded.mode' = '${end:-unbounded}',
  'key.format' = 'raw',
  'key.fields' = 'model_key',
  'value.fields-include' = 'EXCEPT_KEY',
  'value.format' = 'firstspike-image',
  'value.firstspike-image.height' = '${height:-0}',
  'value.firstspike-image.width' = '${width:-0}',
  'value.firstspike-image.channels' = '${channels:-1}',
  'value.firstspike-image.on-error' = '${on-error:-fail}'
);

-- The fields of README's predictions. What SQL does not see: phase and spike time; decidedAt has
-- whole seconds.
CREATE TABLE predictions (
  model_key STRING,
  `frameId` STRING,
  label STRING,
  silent BOOLEAN,
  phase STRING,
  potential DOUBLE,
  `spikeTime` INT,
  `runnerUp` ROW<label STRING, potential DOUBLE>,
  `modelVersion` STRING,
  `frameTime` BIGINT,
  `decidedAt` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = '${predictions:-predictions}',
  'properties.bootstrap.servers' = '${bootstrap-servers}',
  ${kafka-options:-}
  'properties.linger.ms' = '4',
  'key.format' = 'raw',
  'key.fields' = 'model_key',
  'value.fields-include' = 'EXCEPT_KEY',
  'value.format' = 'json'
);

INSERT INTO predictions
SELECT
  COALESCE(model_key, 'default'),
  COALESCE(
    DECODE(headers['frame-id'], 'UTF-8'),
    source || '-' || CAST(source_partition AS STRING) || '-' || CAST(source_offset AS STRING)),
  label,
  label IS NULL,
  'decision',
  CAST(potential AS DOUBLE),
  CAST(NULL AS INT),
  CASE WHEN runner_up IS NOT NULL
    THEN ROW(runner_up, CAST(potential AS DOUBLE) - CAST(margin AS DOUBLE)) END,
  model_version,
  COALESCE(
    CAST(DECODE(headers['event-time'], 'UTF-8') AS BIGINT),
    TIMESTAMPDIFF(SECOND, TO_TIMESTAMP_LTZ(0, 3), sent_at) * CAST(1000 AS BIGINT)
      + EXTRACT(MILLISECOND FROM sent_at)),
  UNIX_TIMESTAMP() * 1000
FROM frames, LATERAL TABLE(SNN_CLASSIFY(image, model_key));
