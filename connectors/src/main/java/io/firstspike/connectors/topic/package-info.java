/**
 * Records of the topics and their bytes: frames, labels, predictions, metrics, models, dead
 * letters.
 */
package io.firstspike.connectors.topic;
