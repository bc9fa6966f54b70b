/**
 * Topics on a broker: what they are set to, where they end, and the creation of those that are
 * missing.
 */
package io.firstspike.connectors.admin;
