/**
 * Events of event cameras: blocks of them in primitive arrays, what decodes and writes them, and
 * the way from frames to events.
 */
package io.firstspike.connectors.event;
