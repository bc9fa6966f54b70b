-- How many frames of the topic show which part, and how sure the network is.
CREATE TABLE frames (
  image ROW<height INT, width INT, channels INT, samples BYTES>,
  headers MAP<STRING, BYTES> METADATA VIRTUAL
) WITH (
  'connector' = 'kafka',
  'topic' = '${frames}',
  'properties.bootstrap.servers' = '${bootstrap-servers}',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset',
  'format' = 'firstspike-image',
  'firstspike-image.height' = '96',
  'firstspike-image.width' = '96',
  'firstspike-image.channels' = '3'
);
SELECT label, COUNT(*) AS frames, AVG(margin) AS margin
FROM frames, LATERAL TABLE(SNN_CLASSIFY(image)) GROUP BY label;
