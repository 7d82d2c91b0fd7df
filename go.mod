module github.com/einthoven-ecg/einthoven

go 1.26.8
