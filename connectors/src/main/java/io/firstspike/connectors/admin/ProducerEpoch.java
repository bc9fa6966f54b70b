package io.firstspike.connectors.admin;

/**
 * The holder of a transactional id.
 *
 * @param producerId the number that the broker has given to the id
 * @param epoch how often the id has been taken; starts again with another producer id
 */
record ProducerEpoch(long producerId, int epoch) {}
