// Classifies a picture: go run classify.go PICTURE [URL]
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

type request struct {
	Image  []byte `json:"image"` // encoding/json writes bytes as base64
	TopNum int    `json:"top_num"`
}

type result struct {
	Name  string
	Score float64
}

func main() {
	log.SetFlags(0)
	url := "http://127.0.0.1:8080/surface-defects/ImageClassification"
	if len(os.Args) > 2 {
		url = os.Args[2]
	}
	picture, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	results, err := classify(url, picture)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		fmt.Printf("%s\t%v\n", r.Name, r.Score)
	}
}

func classify(url string, picture []byte) ([]result, error) {
	body, err := json.Marshal(request{Image: picture, TopNum: 3})
	if err != nil {
		return nil, err
	}
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()

	var answer struct {
		Results   []result
		ErrorCode int    `json:"error_code"`
		ErrorMsg  string `json:"error_msg"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, err
	}
	// The HTTP status is 200 for errors too; error_code in the body tells them apart.
	if answer.ErrorCode != 0 {
		return nil, fmt.Errorf("%d %s", answer.ErrorCode, answer.ErrorMsg)
	}
	return answer.Results, nil
}
