/**
 * Events as JSON: the codec that every producer and subscriber shares, the schemas and the AsyncAPI
 * document that follow from the records. Needs no framework, so a subscribing team can take it.
 * Must never import Kafka, Quarkus or any room but contract.
 */
@NullMarked
package dev.backstay.events;

import org.jspecify.annotations.NullMarked;
