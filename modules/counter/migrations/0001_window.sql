create schema window_;
