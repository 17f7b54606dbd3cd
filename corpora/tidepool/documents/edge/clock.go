package main

import (
	"log"
	"time"
)

// A gauge whose clock runs away spoils the forecast more than a gauge that is silent, so the agent stops
// sampling once it is off by more than this.
const maxDrift = 75 * time.Second

// watchClock asks the gateway for the time and stops the agent when the two disagree too much.
func watchClock(every time.Duration) {
	go func() {
		for range time.Tick(every) {
			if drift := askGateway().Sub(time.Now()).Abs(); drift > maxDrift {
				log.Fatalf("clock is off by %s", drift)
			}
		}
	}()
}
