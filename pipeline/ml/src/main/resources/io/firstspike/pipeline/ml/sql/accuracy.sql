-- Accuracy per model key and window, from predictions joined with labels.
--
--   ./firstspike sql accuracy.sql --bootstrap-servers localhost:9092
--
-- More --define: predictions, labels (topics), window and max-delay (minutes: the length of a
-- window, and how long after its frame a label may come), end (latest-offset: stops there).

CREATE TABLE predictions (
  model_key STRING,
  `frameId` STRING,
  label STRING,
  `frameTime` BIGINT,
  frame_time AS TO_TIMESTAMP_LTZ(`frameTime`, 3),
  WATERMARK FOR frame_time AS frame_time - INTERVAL '5' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = '${predictions:-predictions}',
  'properties.bootstrap.servers' = '${bootstrap-servers}',
  ${kafka-options:-}
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = '${end:-unbounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'key.format' = 'raw',
  'key.fields' = 'model_key',
  'value.fields-include' = 'EXCEPT_KEY',
  'value.format' = 'json'
);

CREATE TABLE labels (
  model_key STRING,
  `frameId` STRING,
  label STRING,
  headers MAP<STRING, BYTES> METADATA VIRTUAL,
  sent_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  label_time AS COALESCE(
    TO_TIMESTAMP_LTZ(CAST(DECODE(headers['event-time'], 'UTF-8') AS BIGINT), 3), sent_at),
  WATERMARK FOR label_time AS label_time - INTERVAL '5' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = '${labels:-labels}',
  'properties.bootstrap.servers' = '${bootstrap-servers}',
  ${kafka-options:-}
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = '${end:-unbounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'key.format' = 'raw',
  'key.fields' = 'model_key',
  'value.fields-include' = 'EXCEPT_KEY',
  'value.format' = 'json'
);

-- A record without a key is for the model "default". A silent prediction is a wrong one.
CREATE TEMPORARY VIEW scored AS
SELECT
  COALESCE(p.model_key, 'default') AS model_key,
  COALESCE(p.label = l.label, FALSE) AS hit,
  p.label IS NULL AS silent,
  p.`frameId` AS frame_id,
  p.frame_time
FROM predictions AS p, labels AS l
WHERE p.`frameId` = l.`frameId`
  AND COALESCE(p.model_key, 'default') = COALESCE(l.model_key, 'default')
  AND l.label_time BETWEEN p.frame_time - INTERVAL '1' MINUTE
                       AND p.frame_time + INTERVAL '${max-delay:-10}' MINUTE;

-- A prediction or a label that comes again, as after a failure, counts once.
SELECT
  model_key,
  window_start,
  COUNT(*) AS labelled,
  SUM(IF(silent, 1, 0)) AS silent,
  AVG(IF(hit, 1e0, 0e0)) AS accuracy
FROM (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY window_start, window_end, model_key, frame_id ORDER BY frame_time) AS time_seen
  FROM TABLE(TUMBLE(TABLE scored, DESCRIPTOR(frame_time), INTERVAL '${window:-1}' MINUTE)))
WHERE time_seen = 1
GROUP BY model_key, window_start, window_end;
